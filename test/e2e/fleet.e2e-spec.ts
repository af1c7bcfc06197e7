import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type JobBody, startFleet, until } from '../support/fleet/fleet.js';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.js';

const hasRedis = findRedis() !== undefined;

describe.skipIf(!hasRedis)(`several processes${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await startFleet();
  });
  afterEach(async () => {
    await fleet.remove();
  });

  it('run a job that one takes in on a device of another, and all tell the same of it', async () => {
    const [one, two] = await Promise.all([fleet.start({ role: 'api' }), fleet.start({ role: 'api' })]);
    await fleet.start({ role: 'worker', engines: [{ devices: 2, msPerStep: 30 }] });
    await one.knowsEngines();
    const job = await one.submit('a red ball', { steps: 20 });
    // Known at once to whoever is asked, before any message can have come.
    expect((await two.job(job.id)).id).toBe(job.id);
    const running = await until(
      () => two.job(job.id),
      ({ progress }) => (progress?.fraction ?? 0) > 0,
    );
    expect(running.state).toBe('running');
    const done = await two.ended(job.id);
    expect(done).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    await until(
      () => one.job(job.id),
      ({ state }) => state === 'succeeded',
    );
    const video = await two.call('GET', done.video_url ?? '');
    expect(video.status).toBe(200);
  });

  it('with the role of a worker answer for themselves only', async () => {
    const worker = await fleet.start({ role: 'worker' });
    expect(await worker.health()).toMatchObject({ role: 'worker', redis: 'up' });
    expect((await worker.call('GET', '/metrics')).status).toBe(200);
    expect((await worker.call('POST', '/api/jobs', { prompt: 'x' })).status).toBe(404);
  });

  it('cancel a job wherever it waits or runs', async () => {
    const one = await fleet.start({ role: 'api' });
    const worker = await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 500 }] });
    await one.knowsEngines();
    const two = await fleet.start({ role: 'api' });
    const running = await one.submit('runs', { steps: 100 });
    await until(
      () => two.job(running.id),
      ({ state }) => state === 'running',
    );
    const waiting = await one.submit('waits');
    expect((await two.json<JobBody>('DELETE', `/api/jobs/${waiting.id}`)).state).toBe('cancelled');
    expect((await two.json<JobBody>('DELETE', `/api/jobs/${running.id}`)).state).toBe('cancelled');
    // The device is free again.
    const next = await one.submit('comes next', { steps: 1 });
    expect((await two.ended(next.id)).state).toBe('succeeded');
    expect(worker.isGone).toBe(false);
  });

  it('give a job only to an engine that can run it', async () => {
    const api = await fleet.start({ role: 'api' });
    const small = { name: 'sim', devices: 1, msPerStep: 1, maxWidth: 32, model: 'small' };
    await fleet.start({ role: 'worker', engines: [small] });
    await api.knowsEngines();
    expect((await api.call('POST', '/api/jobs', { prompt: 'wide', width: 64 })).status).toBe(422);
    await fleet.start({ role: 'worker', engines: [{ ...small, name: 'big', maxWidth: 64, model: 'big' }] });
    await api.knowsEngines(2);
    const jobs = await Promise.all(
      Array.from({ length: 8 }, (_, index) => api.submit(`wide ${index}`, { width: 64 })),
    );
    for (const { id } of jobs)
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', engine: 'big' });
  });

  it('take over what a killed one was running, within 30 seconds', async () => {
    const api = await fleet.start({ role: 'api' });
    const first = await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 1000 }] });
    await api.knowsEngines();
    const job = await api.submit('a red ball', { steps: 60 });
    await until(
      () => api.job(job.id),
      ({ state }) => state === 'running',
    );
    await first.end('SIGKILL');
    const killedAt = Date.now();
    await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 1 }] });
    const done = await api.ended(job.id);
    expect(Date.now() - killedAt).toBeLessThan(30_000);
    expect(done).toMatchObject({
      state: 'succeeded',
      attempts: [{ number: 1, problem: { reason: 'interrupted' } }, { number: 2 }],
    });
  });

  it('do not let one publish that comes back from the dead', async () => {
    const api = await fleet.start({ role: 'api' });
    const zombie = await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 40 }] });
    await api.knowsEngines();
    const job = await api.submit('a red ball', { steps: 20 });
    await until(
      () => api.job(job.id),
      ({ state }) => state === 'running',
    );
    zombie.signal('SIGSTOP');
    await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 1 }] });
    const done = await api.ended(job.id);
    zombie.signal('SIGCONT');
    const metrics = async () => (await zombie.call('GET', '/metrics')).text();
    const fenced = /^reelsmith_fenced_runs_total 1$/m;
    await until(metrics, (text) => fenced.test(text));
    expect(await api.job(job.id)).toEqual(done);
    expect(done).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }, { number: 2 }] });
    const video = await api.call('GET', done.video_url ?? '');
    expect(video.status).toBe(200);
  });

  it('finish what they run when they are told to stop, and give back what takes too long', async () => {
    const api = await fleet.start({ role: 'api' });
    const engines = [{ devices: 2, msPerStep: 100 }];
    const first = await fleet.start({ role: 'worker', engines, env: { SHUTDOWN_GRACE: '5' } });
    await api.knowsEngines();
    const short = await api.submit('short', { steps: 10 });
    const long = await api.submit('long', { steps: 100 });
    for (const { id } of [short, long])
      await until(
        () => api.job(id),
        ({ state }) => state === 'running',
      );
    expect(await first.end('SIGTERM')).toBe(0);
    expect(await api.ended(short.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    expect((await api.job(long.id)).state).toBe('queued');
    await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 1 }] });
    expect(await api.ended(long.id)).toMatchObject({
      state: 'succeeded',
      attempts: [{ number: 1, problem: { reason: 'shutdown' } }, { number: 2 }],
    });
  });
});
