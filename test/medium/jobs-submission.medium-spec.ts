import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, eventually, inState, JobBench, OWNER, submit } from '../support/job-bench.js';
import { noSpace } from '../support/killable-file-system.js';

const body = { prompt: 'a red ball' };
const job = { spec: body };
const once = { idempotencyKey: 'key', body };
const DAY_MS = 86_400_000;

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

describe('an idempotency key', () => {
  it('gives the first answer again, without a second job', async () => {
    const portal = await bench.start();

    const first = await portal.jobs.submit(OWNER, job, once);
    const second = await portal.jobs.submit(OWNER, job, once);

    expect(second.request).toEqual(first.request);
    expect((await portal.jobs.list({ owner: OWNER, limit: 10 })).items).toHaveLength(1);
  });

  it('makes one job of requests that come at the same time', async () => {
    const portal = await bench.start();

    const all = await Promise.all(Array.from({ length: 20 }, () => portal.jobs.submit(OWNER, job, once)));

    expect(new Set(all.map(({ request }) => request.id)).size).toBe(1);
    expect((await portal.jobs.list({ owner: OWNER, limit: 100 })).items).toHaveLength(1);
  });

  it('with another body is a conflict, also for another purpose', async () => {
    const portal = await bench.start();
    await portal.jobs.submit(OWNER, job, once);
    const other = { idempotencyKey: 'key', body: { prompt: 'a blue ball' } };

    await expect(portal.jobs.submit(OWNER, job, other)).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    await expect(portal.batches.submit(OWNER, [job], once)).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
  });

  it('belongs to its owner', async () => {
    const portal = await bench.start();

    const mine = await portal.jobs.submit(OWNER, job, once);
    const yours = await portal.jobs.submit('somebody else', job, once);

    expect(yours.request.id).not.toBe(mine.request.id);
  });

  it('survives a restart, for jobs and for batches, and for a day', async () => {
    const before = await bench.start();
    const single = await before.jobs.submit(OWNER, job, once);
    const batch = await before.batches.submit(OWNER, [job, job], { idempotencyKey: 'batch', body });

    const after = await bench.restart();
    const again = await after.jobs.submit(OWNER, job, once);
    const sameBatch = await after.batches.submit(OWNER, [job, job], { idempotencyKey: 'batch', body });
    expect([again.request.id, sameBatch.id]).toEqual([single.request.id, batch.id]);

    bench.clock.set(bench.clock.now() + DAY_MS);
    expect((await after.jobs.submit(OWNER, job, once)).request.id).not.toBe(single.request.id);
  });

  it('of a refused request is free again', async () => {
    const portal = await bench.start();
    const impossible = { spec: { ...body, width: 17 } };
    await expect(portal.jobs.submit(OWNER, impossible, once)).rejects.toMatchObject({
      code: 'no_capable_engine',
    });

    expect((await portal.jobs.submit(OWNER, job, once)).request.spec.prompt).toBe(body.prompt);
  });
});

describe('the queue', () => {
  it('holds QUEUE_MAX waiting jobs, however many come at once', async () => {
    const portal = await bench.start({ config: { queueMax: 4 } });

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => submit(portal)));
    const taken = results.filter(({ status }) => status === 'fulfilled');
    const refused = results.filter((result) => result.status === 'rejected');

    expect(taken).toHaveLength(4);
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(
      Array(6).fill('queue_full'),
    );
  });

  it('refuses batches that arrive at once beyond QUEUE_MAX, and all of each', async () => {
    const portal = await bench.start({ config: { queueMax: 8 } });
    const batch = Array.from({ length: 8 }, () => job);

    const results = await Promise.allSettled([1, 2, 3].map(() => portal.batches.submit(OWNER, batch)));

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await portal.jobs.list({ owner: OWNER, limit: 100 })).items).toHaveLength(8);
  });

  it('spreads a batch over all free devices', async () => {
    const portal = await bench.start({ engine: { devices: 4 } });

    for (let round = 0; round < 3; round += 1) {
      await portal.batches.submit(
        OWNER,
        Array.from({ length: 4 }, () => job),
      );
      const runs = await Promise.all([1, 2, 3, 4].map((run) => portal.engine.started(round * 4 + run)));
      expect(new Set(runs.map(({ context }) => context.device.name)).size).toBe(4);
      for (const run of runs) run.end();
      for (const done of (await portal.jobs.list({ owner: OWNER, limit: 100 })).items)
        await ended(portal, done);
    }
  });
});

describe('a full disk', () => {
  it.each(['open-create', 'write', 'sync', 'sync-folder', 'mkdir'])(
    'at submission (%s) is told and leaves nothing behind',
    async (operation) => {
      const portal = await bench.start();
      bench.disk.fault = (name) => (name === operation ? noSpace() : undefined);

      await expect(submit(portal)).rejects.toMatchObject({ code: 'storage_full' });
      await expect(portal.batches.submit(OWNER, [job, job])).rejects.toMatchObject({ code: 'storage_full' });

      bench.disk.fault = () => undefined;
      expect(bench.records()).toEqual([]);
      expect((await portal.jobs.list({ owner: OWNER, limit: 10 })).items).toEqual([]);
      expect((await submit(portal)).request.spec.prompt).toBe('a red ball');
    },
  );

  it.each(['rename', 'write'])(
    'when the record of a batch is made (%s) takes its jobs back',
    async (operation) => {
      const portal = await bench.start();
      bench.disk.fault = (name, path) =>
        name === operation && path.includes('/batches/') ? noSpace() : undefined;

      await expect(portal.batches.submit(OWNER, [job, job])).rejects.toMatchObject({ code: 'storage_full' });

      expect(bench.records()).toEqual([]);
      const after = await bench.restart();
      expect((await after.jobs.list({ owner: OWNER, limit: 10 })).items).toEqual([]);
    },
  );

  it('that takes half a record leaves a record that can be continued', async () => {
    const portal = await bench.start();
    const first = await submit(portal);
    let isFull = true;
    bench.disk.fault = (name, path) =>
      isFull && name === 'write' && path.endsWith('.jsonl') ? 'short-write' : undefined;
    await expect(portal.jobs.cancel(first.request.id, OWNER)).rejects.toMatchObject({ code: 'storage_full' });
    isFull = false;

    const cancelled = await portal.jobs.cancel(first.request.id, OWNER);
    const after = await bench.restart();

    expect(await after.jobs.get(first.request.id, OWNER)).toEqual(cancelled);
  });

  it('that refuses even to cut a torn record does not ruin what follows', async () => {
    const portal = await bench.start();
    await submit(portal, 'running');
    const waiting = await submit(portal, 'waiting');
    await portal.engine.started(1);
    bench.disk.fault = (name, path) => {
      if (!path.includes(waiting.request.id)) return undefined;
      if (name === 'write') return 'short-write';
      return name === 'truncate' ? noSpace() : undefined;
    };
    await expect(portal.jobs.cancel(waiting.request.id, OWNER)).rejects.toThrow('ENOSPC');
    bench.disk.fault = () => undefined;

    const cancelled = await portal.jobs.cancel(waiting.request.id, OWNER);
    const after = await bench.restart();

    expect(cancelled.state).toBe('cancelled');
    expect((await after.jobs.get(waiting.request.id, OWNER)).state).toBe('cancelled');
  });

  it.each([
    ['while the video is written', 'write', 'video.mp4'],
    ['while it is sealed', 'sync', 'video.mp4'],
    ['when it becomes visible', 'rename', 'videos'],
    ['just after it became visible', 'sync-folder', 'videos'],
  ])('%s fails the job with storage_full, and a retry works', async (_, operation, part) => {
    const portal = await bench.start();
    const first = await submit(portal);
    bench.disk.fault = (name, path) => (name === operation && path.includes(part) ? noSpace() : undefined);
    (await portal.engine.started(1)).end();
    const done = await ended(portal, first);
    expect([done.state, done.failure?.code]).toEqual(['failed', 'storage_full']);
    await portal.lifecycle.drain();
    expect(bench.publicFiles()).toEqual([]);

    const after = await bench.restart();
    const again = await after.jobs.retry(first.request.id, OWNER);
    (await after.engine.started(1)).end();

    expect((await ended(after, again)).state).toBe('succeeded');
  });

  it('keeps an ended job as it was told until its end can be written', async () => {
    const portal = await bench.start();
    const first = await submit(portal);
    const run = await portal.engine.started(1);
    let isFull = true;
    let refusals = 0;
    await inState(portal, first, 'running');
    bench.disk.fault = (name, path) => {
      if (!isFull || name !== 'write' || !path.endsWith('.jsonl')) return undefined;
      refusals += 1;
      return noSpace();
    };
    run.end({ kind: 'refuse' });
    await eventually(
      async () => {
        bench.clock.advance(1000);
        return refusals;
      },
      (count) => count >= 2,
    );
    expect((await portal.jobs.get(first.request.id, OWNER)).state).not.toBe('failed');

    isFull = false;
    const done = await eventually(
      () => {
        bench.clock.advance(1000);
        return portal.jobs.get(first.request.id, OWNER);
      },
      ({ state }) => state !== 'running',
    );

    expect(done.failure?.code).toBe('engine_refused');
  });
});
