import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, inState, JobBench, OWNER, submit } from '../support/job-bench.js';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

describe('the life of a job', () => {
  it('goes from the queue over a device to a published video with its digest', async () => {
    const portal = await bench.start();

    const job = await submit(portal);
    expect(job.state).toBe('queued');
    (await portal.engine.started(1)).end();
    const done = await ended(portal, job);

    const video = done.artifacts.find((artifact) => artifact.role === 'video');
    const content = readFileSync(join(bench.folder, done.videoUrl ?? ''));
    expect(done.state).toBe('succeeded');
    expect(createHash('sha256').update(content).digest('hex')).toBe(video?.sha256);
    expect(bench.publicFiles()).toEqual([
      `videos/${job.request.id}/poster.jpg`,
      `videos/${job.request.id}/video.mp4`,
    ]);
  });

  it('keeps what its engine remarks on the prompt, cut to what a record holds', async () => {
    const portal = await bench.start();
    portal.engine.remarkOn = ({ prompt }) => `${prompt} `.repeat(1000);

    const job = await submit(portal);
    (await portal.engine.started(1)).end();
    const done = await ended(portal, job);

    expect(done.attempts[0]?.remark).toHaveLength(500);
    expect(done.attempts[0]?.remark).toContain(`${job.request.spec.prompt} `);
  });

  it('is failed at once when the engine refuses', async () => {
    const portal = await bench.start();
    const job = await submit(portal);

    (await portal.engine.started(1)).end({ kind: 'refuse', message: 'not that' });

    const done = await ended(portal, job);
    expect([done.state, done.failure]).toEqual(['failed', { code: 'engine_refused', message: 'not that' }]);
    expect(done.attempts).toHaveLength(1);
    expect(bench.publicFiles()).toEqual([]);
  });

  it('is given up after MAX_ATTEMPTS failures', async () => {
    const portal = await bench.start({ engine: { devices: 4 }, config: { maxAttempts: 3 } });
    const job = await submit(portal);

    for (const run of [1, 2, 3])
      (await portal.engine.started(run)).end({ kind: 'failure', message: 'no luck' });

    const done = await ended(portal, job);
    expect([done.state, done.failure?.code]).toEqual(['failed', 'attempts_used_up']);
    expect(done.attempts.map(({ problem }) => problem?.reason)).toEqual(['failed', 'failed', 'failed']);
  });

  it('is run on another device when its device breaks', async () => {
    const portal = await bench.start({ engine: { devices: 2 } });
    const job = await submit(portal);

    (await portal.engine.started(1)).end({ kind: 'device-fault', message: 'fell off the bus' });
    (await portal.engine.started(2)).end();

    const done = await ended(portal, job);
    expect(done.state).toBe('succeeded');
    expect(done.attempts.map(({ device }) => device)).toEqual(['sim:0', 'sim:1']);
    expect(portal.devices.list().map(({ state }) => state)).toEqual(['quarantined', 'idle']);
  });

  it('that breaks every device is given up too', async () => {
    const portal = await bench.start({ engine: { devices: 5 }, config: { maxAttempts: 2 } });
    const job = await submit(portal);

    for (const run of [1, 2, 3, 4]) (await portal.engine.started(run)).end({ kind: 'device-fault' });

    expect((await ended(portal, job)).failure?.code).toBe('attempts_used_up');
  });

  it('loses a device that reports no progress for too long, and is run again', async () => {
    const portal = await bench.start({ engine: { devices: 2 }, config: { stallTimeoutMs: 60_000 } });
    const job = await submit(portal);
    const run = await portal.engine.started(1);

    bench.clock.advance(59_000);
    run.progress({ stage: 'denoising', fraction: 0.5 });
    bench.clock.advance(59_000);
    expect(run.isOver).toBe(false);
    bench.clock.advance(1000);
    (await portal.engine.started(2)).end();

    const done = await ended(portal, job);
    expect(done.state).toBe('succeeded');
    expect(done.attempts[0]?.problem?.message).toContain('JOB_STALL_TIMEOUT');
  });

  it('is not disturbed by what its engine says after its end', async () => {
    const portal = await bench.start({ config: { stallTimeoutMs: 1000 } });
    const job = await submit(portal);
    const run = await portal.engine.started(1);
    run.end();

    run.context.onProgress({ stage: 'denoising', fraction: 1 });
    const done = await ended(portal, job);

    bench.clock.advance(10_000);
    expect(done.state).toBe('succeeded');
    expect(portal.devices.list()[0]?.state).toBe('idle');
  });

  it('turns into failed, artifact_missing when its file is removed behind our back', async () => {
    const portal = await bench.start();
    const job = await submit(portal);
    (await portal.engine.started(1)).end();
    await ended(portal, job);

    rmSync(join(bench.staticDir, 'videos', job.request.id, 'video.mp4'));

    const seen = await portal.jobs.get(job.request.id, OWNER);
    expect([seen.state, seen.failure?.code, seen.videoUrl]).toEqual([
      'failed',
      'artifact_missing',
      undefined,
    ]);
    const again = await bench.restart();
    expect((await again.jobs.get(job.request.id, OWNER)).failure?.code).toBe('artifact_missing');
  });

  it('can be retried with the same request when it has ended, and only then', async () => {
    const portal = await bench.start();
    const job = await submit(portal);
    await expect(portal.jobs.retry(job.request.id, OWNER)).rejects.toMatchObject({ code: 'conflict' });
    (await portal.engine.started(1)).end({ kind: 'refuse' });
    await ended(portal, job);

    const again = await portal.jobs.retry(job.request.id, OWNER);

    expect(again.request.spec).toEqual(job.request.spec);
    expect(again.request.retryOf).toBe(job.request.id);
    expect(again.request.id).not.toBe(job.request.id);
  });

  it('is listed from either end, page by page', async () => {
    const portal = await bench.start();
    const ids: string[] = [];
    for (let number = 0; number < 5; number += 1) ids.push((await submit(portal)).request.id);
    const listed = async (order: 'newest' | 'oldest') => {
      const found: string[] = [];
      let page: Awaited<ReturnType<typeof portal.jobs.list>> | undefined;
      do {
        const before = page?.nextBefore;
        const filter = { owner: OWNER, order, limit: 2, ...(before === undefined ? {} : { before }) };
        page = await portal.jobs.list(filter);
        found.push(...page.items.map(({ request }) => request.id));
      } while (page.nextBefore !== undefined);
      return found;
    };
    expect(await listed('oldest')).toEqual(ids);
    expect(await listed('newest')).toEqual(ids.toReversed());
  });

  it('is seen by its owner only', async () => {
    const portal = await bench.start();
    const job = await submit(portal);

    await expect(portal.jobs.get(job.request.id, 'somebody else')).rejects.toMatchObject({
      code: 'job_not_found',
    });
    expect((await portal.jobs.list({ owner: 'somebody else', limit: 10 })).items).toEqual([]);
  });
});

describe('cancelling', () => {
  it('takes a waiting job out of the queue', async () => {
    const portal = await bench.start();
    await submit(portal);
    const waiting = await submit(portal);

    const cancelled = await portal.jobs.cancel(waiting.request.id, OWNER);

    expect(cancelled.state).toBe('cancelled');
    (await portal.engine.started(1)).end();
    await portal.lifecycle.drain();
    expect(portal.engine.runCount).toBe(1);
  });

  it('stops the engine of a running job and frees its device', async () => {
    const portal = await bench.start();
    const first = await submit(portal);
    const run = await portal.engine.started(1);
    await submit(portal, 'next');

    const cancelled = await portal.jobs.cancel(first.request.id, OWNER);

    expect(run.isOver).toBe(true);
    expect(cancelled.state).toBe('cancelled');
    expect((await portal.engine.started(2)).spec.prompt).toBe('next');
    expect(bench.publicFiles()).toEqual([]);
  });

  it('during publication either comes in time or is told that it did not', async () => {
    const portal = await bench.start();
    const job = await submit(portal);
    (await portal.engine.started(1)).end();

    const told = await portal.jobs.cancel(job.request.id, OWNER);

    const isDone = told.state === 'succeeded';
    expect(['succeeded', 'cancelled']).toContain(told.state);
    expect(bench.publicFiles()).toHaveLength(isDone ? 2 : 0);
    const later = await bench.restart();
    expect((await later.jobs.get(job.request.id, OWNER)).state).toBe(told.state);
  });

  it('between two attempts keeps the second one from starting', async () => {
    const portal = await bench.start();
    const job = await submit(portal);
    const run = await portal.engine.started(1);

    run.end({ kind: 'device-fault' });
    const told = await portal.jobs.cancel(job.request.id, OWNER);

    bench.clock.advance(60_000);
    expect(told.state).toBe('cancelled');
    expect(portal.engine.runCount).toBe(1);
  });

  it('a second time, or of a job that has ended, changes nothing', async () => {
    const portal = await bench.start();
    const job = await submit(portal);
    await Promise.all([portal.jobs.cancel(job.request.id, OWNER), portal.jobs.cancel(job.request.id, OWNER)]);
    const before = await portal.jobs.get(job.request.id, OWNER);

    expect(await portal.jobs.cancel(job.request.id, OWNER)).toEqual(before);
    expect(before.state).toBe('cancelled');
  });
});

describe('a device', () => {
  it('is quarantined after three failures in a row and comes back by a probe', async () => {
    let isWell = false;
    const probe = () => {
      if (!isWell) throw new Error('still broken');
    };
    const portal = await bench.start({ engine: { probe } });
    const [a, b, c] = [await submit(portal, 'a'), await submit(portal, 'b'), await submit(portal, 'c')];
    for (const run of [1, 2, 3]) (await portal.engine.started(run)).end({ kind: 'failure' });
    await inState(portal, a, 'queued');
    expect(portal.devices.list()[0]?.state).toBe('quarantined');

    bench.clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(portal.devices.list()[0]?.quarantine?.reason).toBe('still broken');
    isWell = true;
    bench.clock.advance(2000);

    for (const run of [4, 5, 6]) (await portal.engine.started(run)).end();
    for (const job of [a, b, c]) expect((await ended(portal, job)).state).toBe('succeeded');
  });

  it('is never given more jobs at once than DEVICE_CONCURRENCY', async () => {
    const portal = await bench.start({ engine: { devices: 2 }, config: { deviceConcurrency: 2 } });

    const jobs = await Promise.all(Array.from({ length: 7 }, () => submit(portal)));
    for (let run = 1; run <= 7; run += 1) (await portal.engine.started(run)).end();
    for (const job of jobs) await ended(portal, job);

    expect(portal.engine.mostOnOneDevice).toBe(2);
  });
});
