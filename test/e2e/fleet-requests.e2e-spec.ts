import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Fleet,
  type JobBody,
  type PortalProcess,
  sleep,
  startFleet,
  until,
} from '../support/fleet/fleet.js';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.js';

const hasRedis = findRedis() !== undefined;

interface Batch {
  id: string;
  jobs: JobBody[];
}

describe.skipIf(!hasRedis)(`requests to two processes${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  let fleet: Fleet;
  let one: PortalProcess;
  let two: PortalProcess;
  beforeAll(async () => {
    fleet = await startFleet();
    [one, two] = await Promise.all([fleet.start({ role: 'api' }), fleet.start({ role: 'api' })]);
    await fleet.start({ role: 'worker', engines: [{ devices: 2, msPerStep: 5 }] });
    await Promise.all([one.knowsEngines(), two.knowsEngines()]);
  });
  afterAll(async () => {
    await fleet.remove();
  });

  it('with the same idempotency key make one job, also at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const send = (api: PortalProcess) =>
        api.json<JobBody>(
          'POST',
          '/api/jobs',
          { prompt: `once ${round}` },
          { 'idempotency-key': `k${round}` },
        );
      const answers = await Promise.all([send(one), send(two), send(one), send(two)]);
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      const other = { prompt: 'another body' };
      const conflict = await two.call('POST', '/api/jobs', other, { 'idempotency-key': `k${round}` });
      expect(conflict.status).toBe(409);
    }
  });

  it('with the same idempotency key make one batch, also at the same moment', async () => {
    const send = (api: PortalProcess) =>
      api.json<{ batch_id: string }>(
        'POST',
        '/api/video/batch_inference',
        { prompts: ['a', 'b', 'c'] },
        { 'idempotency-key': 'batch' },
      );
    const answers = await Promise.all([send(one), send(two), send(two)]);
    expect(new Set(answers.map(({ batch_id }) => batch_id)).size).toBe(1);
    const jobs = await until(
      () => one.json<{ items: JobBody[] }>('GET', '/api/jobs?limit=200'),
      ({ items }) => items.filter(({ prompt }) => ['a', 'b', 'c'].includes(prompt)).length >= 3,
    );
    expect(jobs.items.filter(({ prompt }) => ['a', 'b', 'c'].includes(prompt))).toHaveLength(3);
  });

  it('find a batch that the other has made, and its jobs', async () => {
    const made = await one.json<{ batch_id: string }>('POST', '/api/video/batch_inference', {
      prompts: ['d', 'e'],
    });
    const list = () => two.json<{ items: Batch[] }>('GET', '/api/batches');
    const { items } = await until(list, (page) => page.items.some(({ id }) => id === made.batch_id), 20_000);
    expect(items.find(({ id }) => id === made.batch_id)?.jobs).toHaveLength(2);
  });

  it('tell listeners of either one what happens to a job', async () => {
    const events = await fetch(`${two.url}/api/events`, { signal: AbortSignal.timeout(20_000) });
    const job = await one.submit('told', { steps: 20 });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of events.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk);
      if (text.includes(`"id":"${job.id}","state":"succeeded"`)) break;
    }
    const told = text.split('\n').filter((line) => line.startsWith('data:') && line.includes(job.id));
    const states = told.map((line) => (JSON.parse(line.slice(5)) as JobBody).state).filter(Boolean);
    expect(states.at(-1)).toBe('succeeded');
    expect(states).toContain('running');
  });

  it('take one task with an id that a client chose, also at the same moment', async () => {
    const send = (api: PortalProcess, id: string) =>
      api.call('POST', '/v1/tasks/video/', { task_id: id, prompt: 'a cat' });
    for (let round = 0; round < 5; round += 1) {
      const id = `mine-${round}`;
      const answers = await Promise.all([one, two, one, two].map((api) => send(api, id)));
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 503, 503, 503]);
      for (const api of [one, two]) {
        expect(await api.json('GET', `/v1/tasks/${id}/status`)).toMatchObject({ task_id: id });
        expect(await (await send(api, id)).text()).toContain('already exists');
      }
    }
  });

  it('pause a queue for all processes, also for one that starts later', async () => {
    expect(await one.json('POST', '/api/jobs/queue/pause')).toMatchObject({ paused: true });
    const job = await one.submit('waits');
    const look = () => two.json<{ paused: boolean; waiting: number }>('GET', '/api/jobs/queue');
    await until(look, ({ paused, waiting }) => paused && waiting === 1);
    const third = await fleet.start({ role: 'worker', engines: [{ devices: 1 }] });
    await sleep(1000);
    expect((await two.job(job.id)).state).toBe('queued');
    expect(await two.json('POST', '/api/jobs/queue/resume')).toMatchObject({ paused: false });
    expect((await one.ended(job.id)).state).toBe('succeeded');
    await until(
      () => one.json<{ paused: boolean }>('GET', '/api/jobs/queue'),
      ({ paused }) => !paused,
    );
    await third.end('SIGTERM');
  });

  it('change one session in turn, and lose no change', async () => {
    const { session_id: id } = await one.json<{ session_id: string }>('POST', '/api/initialize', {
      prompt: 'a red fox runs through snow',
    });
    const changes = ['make it night', 'add a dog', 'wide shot', 'let it rain', 'make it dawn', 'close-up'];
    await Promise.all(
      changes.map((user_request, index) =>
        (index % 2 === 0 ? one : two).json('POST', '/api/update', { session_id: id, user_request }),
      ),
    );
    const seen = await Promise.all(
      [one, two].map((api) => api.json<{ revisions: unknown[]; head: string }>('GET', `/api/sessions/${id}`)),
    );
    expect([seen[0]?.revisions, seen[0]?.head]).toEqual([seen[1]?.revisions, seen[1]?.head]);
    expect(seen[0]?.revisions).toHaveLength(1 + changes.length);
    const list = await two.json<{ items: { id: string }[] }>('GET', '/api/sessions');
    expect(list.items.map((session) => session.id)).toContain(id);
  });
});
