import { describe, expect, it } from 'vitest';
import { JobStore } from '../../src/features/jobs/job-store.js';
import { parseJobId } from '../../src/kernel/ids.js';
import { EventBus } from '../../src/platform/events/event-bus.js';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';
import { SocketClient } from '../support/web-socket.js';

const PATIENCE = { timeout: 60_000, interval: 20 };

/** InfiniteTalk's loop takes a request out of the queue and loses it where its start is refused. */
describe('a talking portrait that no device takes for the moment', () => {
  interface Talk {
    request_id: string;
    status: string;
    position_in_queue: number | null;
  }

  const talk = async (sut: FacadePortal, prompt: string) => {
    const form = new FormData();
    form.append('image', new Blob([PNG]), 'a.png');
    form.append('audio', new Blob([Buffer.from(wave(1))]), 'a.wav');
    form.append('prompt', prompt);
    const answer = await sut.send<Talk>('/api/generate', { method: 'POST', body: form });
    expect(answer.status).toBe(200);
    return answer.body.request_id;
  };
  const status = async (sut: FacadePortal, id: string) => (await sut.send<Talk>(`/api/status/${id}`)).body;
  const queued = async (sut: FacadePortal) =>
    (await sut.send<{ requests: Talk[] }>('/api/queue')).body.requests.map(({ request_id: id }) => id);

  it('stays in the queue in its place, and is made when there is room', async () => {
    await using sut = await FacadePortal.start({ capabilities: { tasks: ['audio-driven'] } });
    using listener = await SocketClient.open(sut.url, '/ws');
    const refused = sut.engine.started(1);
    const first = await talk(sut, 'first');
    const run = await refused;
    const second = await talk(sut, 'second');
    const again = sut.engine.started(2);
    run.end({ kind: 'busy', retryAfterMs: 300 });
    expect((await again).spec.prompt).toBe('first');
    // What everybody was told between the two, however quick it went.
    const told = () =>
      (listener.ofType('queue_update') as unknown as { requests: Talk[] }[]).map(({ requests }) =>
        requests.map(({ request_id: id, status: word, position_in_queue: place }) => [id, word, place]),
      );
    await expect.poll(told, PATIENCE).toContainEqual([
      [first, 'queued', 1],
      [second, 'queued', 2],
    ]);
    (await again).end();
    await expect.poll(async () => (await status(sut, first)).status, PATIENCE).toBe('completed');
    (await sut.engine.started(3)).end();
    await expect.poll(async () => (await status(sut, second)).status, PATIENCE).toBe('completed');
    expect(await queued(sut)).toEqual([]);
  });

  it('is not lost among many, however often servers refuse, cannot be reached or break', async () => {
    const outcomes = ['busy', 'not-accepted', 'busy', 'device-fault', 'busy', 'busy'] as const;
    await using sut = await FacadePortal.start({
      capabilities: { tasks: ['audio-driven'] },
      env: { MAX_ATTEMPTS: '5' },
      engine: {
        devices: 3,
        runMs: () => 5,
        outcome: (_, __, number) => {
          const kind = outcomes[number - 1] ?? 'done';
          return kind === 'busy' ? { kind, retryAfterMs: 30 } : { kind };
        },
      },
    });
    const ids = await Promise.all(Array.from({ length: 8 }, (_, take) => talk(sut, `take ${take}`)));
    const words = async () => (await Promise.all(ids.map((id) => status(sut, id)))).map((one) => one.status);
    await expect.poll(words, PATIENCE).toEqual(ids.map(() => 'completed'));
    // Each was made once, beside those six times that nothing came of it.
    expect(sut.engine.runCount).toBe(ids.length + outcomes.length);
    expect(await queued(sut)).toEqual([]);
  });
});

/**
 * The original cleans its queue by taking everything out and putting back what may stay, while its worker takes jobs
 * out as well.
 */
describe('a queue that is cleaned while workers take jobs out of it', () => {
  const ROUNDS = 15;
  const AT_ONCE = 8;
  const ENOUGH = 4;
  const FINAL = new Set(['succeeded', 'cancelled', 'expired', 'failed']);

  it(
    'loses none and ends none in two ways; what each answer says adds up',
    { timeout: 240_000 },
    async () => {
      const made = new Set<string>();
      await using sut = await FacadePortal.start({
        engine: {
          devices: 3,
          runMs: () => 3,
          // After a refusal nothing runs for a moment: only then may jobs that wait for the device expire.
          outcome: (_, __, number) =>
            number % 2 === 0 ? { kind: 'done' } : { kind: 'busy', retryAfterMs: 4 },
          onEnd: ({ number, spec }) => void (number % 2 === 0 && made.add(spec.prompt)),
        },
      });
      const endings = new Map<string, Set<string>>();
      const store = sut.portal.app.get(JobStore, { strict: false });
      sut.portal.app.get(EventBus, { strict: false }).events.subscribe((event) => {
        if (event.type !== 'job') return;
        const now = store.peek(parseJobId(event.id)!)?.state;
        const known = endings.get(event.id) ?? new Set();
        // What comes after an ending counts, too: the job would have been taken up again.
        if (now !== undefined && (FINAL.has(now) || known.size > 0)) endings.set(event.id, known.add(now));
      });
      const state = async (id: string) => (await sut.send<{ state: string }>(`/api/jobs/${id}`)).body.state;
      const prompts = new Map<string, string>();
      const cancelled = new Map<string, string>();
      let removed = 0;

      let round = 0;
      // Who is faster is left to chance: more rounds where one way out of the queue was hardly taken yet.
      const isOneSided = () => Math.min(removed, made.size) <= ENOUGH;
      for (; round < ROUNDS || (isOneSided() && round < 10 * ROUNDS); round += 1) {
        const current = round;
        const ids: string[] = [];
        const over = new AbortController();
        const clean = async () => {
          while (!over.signal.aborted) {
            const { status, body } = await sut.send<Record<string, number>>(
              '/api/video/clean_expired?max_age=0',
              { method: 'POST' },
            );
            const { queue_size_before: before = -1, queue_size_after: after = -1 } = body;
            const { expired_jobs_removed: expired = -1 } = body;
            expect([status, Math.min(before, after, expired) >= 0, expired <= before]).toEqual([
              200,
              true,
              true,
            ]);
            removed += expired;
            // Room for the workers, which otherwise would hardly get any job.
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        };
        const submit = async (take: number) => {
          const prompt = `round ${current}, take ${take}`;
          const { status, body } = await sut.post<{ job_id: string }>('/api/video/single_inference', {
            prompt,
          });
          expect(status).toBe(200);
          ids.push(body.job_id);
          prompts.set(body.job_id, prompt);
          if (take % 4 !== 0) return;
          const answer = await sut.send<{ state: string }>(`/api/jobs/${body.job_id}`, { method: 'DELETE' });
          expect(answer.status).toBe(200);
          cancelled.set(body.job_id, answer.body.state);
        };
        const cleaning = [clean(), clean()];
        await Promise.all(Array.from({ length: AT_ONCE }, (_, take) => submit(take)));
        await expect
          .poll(async () => (await Promise.all(ids.map(state))).every((one) => FINAL.has(one)), PATIENCE)
          .toBe(true);
        over.abort();
        await Promise.all(cleaning);
      }

      const ends = new Map<string, string>();
      for (const id of prompts.keys()) ends.set(id, await state(id));
      const idsOf = (wanted: string) => [...ends].flatMap(([id, end]) => (end === wanted ? [id] : []));
      expect(ends.size).toBe(round * AT_ONCE);
      expect(idsOf('failed')).toEqual([]);
      // Both ways out of the queue were taken, many times: otherwise nothing was tried here.
      expect(idsOf('expired').length).toBeGreaterThan(ENOUGH);
      expect(idsOf('succeeded').length).toBeGreaterThan(ENOUGH);
      expect(removed).toBe(idsOf('expired').length);
      const wasMade = (id: string) => made.has(prompts.get(id) ?? '');
      expect(idsOf('expired').filter(wasMade)).toEqual([]);
      expect(idsOf('succeeded').filter((id) => !wasMade(id))).toEqual([]);
      for (const [id, end] of ends) expect([id, ...(endings.get(id) ?? [])]).toEqual([id, end]);
      for (const [id, told] of cancelled) expect([id, ends.get(id)]).toEqual([id, told]);
      const { body } = await sut.send('/api/video/clean_expired', { method: 'POST' });
      expect(body).toEqual({ queue_size_before: 0, queue_size_after: 0, expired_jobs_removed: 0 });

      await sut.restart();
      for (const [id, end] of ends) expect([id, await state(id)]).toEqual([id, end]);
    },
  );
});
