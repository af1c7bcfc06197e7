import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, eventually, JobBench, OWNER, submit } from '../support/job-bench.js';
import { noSpace } from '../support/killable-file-system.js';
import type { TestPortal } from '../support/test-portal.js';

const FRAMES_BYTES = 5 * 16 * 16 * 3;
/** Video and poster of a job, as the copying encoder leaves them. */
const RESULT_BYTES = FRAMES_BYTES + 64;

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

async function finish(portal: TestPortal, run: number, prompt: string) {
  const job = await submit(portal, prompt);
  (await portal.engine.started(run)).end();
  return ended(portal, job);
}

describe('expiry', () => {
  const config = { queueTtlMs: 300_000 };

  /** A device in quarantine: nothing runs, so nothing makes progress. */
  async function withoutDevices() {
    const probe = () => {
      throw new Error('broken');
    };
    const portal = await bench.start({ config, engine: { probe } });
    const breaker = await submit(portal, 'breaker');
    (await portal.engine.started(1)).end({ kind: 'device-fault' });
    await eventually(
      async () => portal.jobs.queueSize,
      (size) => size === 1,
    );
    return { portal, breaker };
  }

  it('ends a job that has waited longer than QUEUE_TTL while nothing moves', async () => {
    const { portal, breaker } = await withoutDevices();

    bench.clock.advance(290_000);
    await portal.jobs.expireWaiting(300_000, OWNER);
    expect((await portal.jobs.get(breaker.request.id, OWNER)).state).toBe('queued');
    // From here on by itself; it looks every ten seconds.
    const done = await eventually(
      () => {
        bench.clock.advance(10_000);
        return portal.jobs.get(breaker.request.id, OWNER);
      },
      ({ state }) => state !== 'queued',
    );

    expect(done.state).toBe('expired');
    expect(portal.jobs.queueSize).toBe(0);
  });

  it('spares jobs behind an older one that is running', async () => {
    const portal = await bench.start({ config });
    await submit(portal, 'running');
    const waiting = await submit(portal, 'waiting');
    await portal.engine.started(1);

    bench.clock.advance(290_000);
    const told = await portal.jobs.expireWaiting(0, OWNER);

    expect(told).toEqual({ before: 1, after: 1, expired: 0 });
    expect((await portal.jobs.get(waiting.request.id, OWNER)).state).toBe('queued');
  });

  it('leaves the jobs of other owners alone when one of them asks', async () => {
    const { portal, breaker } = await withoutDevices();
    bench.clock.advance(1000);

    const told = await portal.jobs.expireWaiting(0, 'somebody-else');

    expect(told.expired).toBe(0);
    expect((await portal.jobs.get(breaker.request.id, OWNER)).state).toBe('queued');
  });

  it('keeps the request, so that the job can be retried', async () => {
    const { portal, breaker } = await withoutDevices();
    bench.clock.advance(1000);
    await portal.jobs.expireWaiting(0, OWNER);

    const again = await portal.jobs.retry(breaker.request.id, OWNER);

    expect(again.request.spec).toEqual(breaker.request.spec);
  });

  it('that cannot be written down did not happen', async () => {
    const { portal, breaker } = await withoutDevices();
    bench.clock.advance(1);
    bench.disk.fault = (name) => (name === 'write' ? noSpace() : undefined);

    await expect(portal.jobs.expireWaiting(0, OWNER)).rejects.toMatchObject({ code: 'storage_full' });

    expect(portal.jobs.queueSize).toBe(1);
    bench.disk.fault = () => undefined;
    await portal.jobs.expireWaiting(0, OWNER);
    expect((await portal.jobs.get(breaker.request.id, OWNER)).state).toBe('expired');
  });
});

describe('retention', () => {
  it('removes the files of old results, says so, and spares starred ones', async () => {
    const portal = await bench.start({ config: { retentionMs: 1000 } });
    const old = await finish(portal, 1, 'old');
    const starred = await finish(portal, 2, 'starred');
    await portal.jobs.star(starred.request.id, OWNER, true);
    bench.clock.set(bench.clock.now() + 2000);
    const young = await finish(portal, 3, 'young');

    await portal.upkeep.applyRetention();

    const folders = [old, starred, young].map((job) => join(bench.staticDir, 'videos', job.request.id));
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, true, true]);
    const told = await portal.jobs.get(old.request.id, OWNER);
    expect([told.state, told.videoUrl, told.filesRemoved?.reason]).toEqual([
      'succeeded',
      undefined,
      'retention',
    ]);
    const after = await bench.restart();
    expect(await after.jobs.get(old.request.id, OWNER)).toEqual(told);
  });

  it('removes the oldest results until the rest fits', async () => {
    const portal = await bench.start({ config: { retentionBytes: 2 * RESULT_BYTES } });
    const jobs = [];
    for (const run of [1, 2, 3, 4]) {
      bench.clock.set(bench.clock.now() + 1000);
      jobs.push(await finish(portal, run, `job ${run}`));
    }

    await portal.upkeep.applyRetention();

    const seen = await Promise.all(jobs.map((job) => portal.jobs.get(job.request.id, OWNER)));
    expect(seen.map(({ filesRemoved }) => filesRemoved !== undefined)).toEqual([true, true, false, false]);
  });

  it('stopped half-way is finished by the next start', async () => {
    const portal = await bench.start({ config: { retentionMs: 1000 } });
    const job = await finish(portal, 1, 'old');
    bench.clock.set(bench.clock.now() + 2000);
    const stopped = new Promise<void>((resolve) => {
      bench.disk.fault = (name) => {
        if (name === 'remove') {
          bench.disk.kill();
          resolve();
        }
        return undefined;
      };
    });
    void portal.upkeep.applyRetention();
    await stopped;

    const after = await bench.restart();

    expect((await after.jobs.get(job.request.id, OWNER)).filesRemoved?.reason).toBe('retention');
    expect(bench.publicFiles()).toEqual([]);
  });

  it('removes a batch folder with its last job, and never a result that is just coming in', async () => {
    const portal = await bench.start({ engine: { devices: 2 } });
    const batch = await portal.batches.submit(OWNER, [{ spec: { prompt: 'a' } }, { spec: { prompt: 'b' } }]);
    const [a, b] = batch.jobs;
    if (a === undefined || b === undefined) throw new Error('the batch has two jobs');
    await portal.engine.started(2);
    // Which of them started first is not said.
    portal.engine.active.find(({ spec }) => spec.prompt === 'a')?.end();
    await ended(portal, a);
    // The second result is published in the very moment in which the first one's folder has become empty.
    bench.disk.fault = (name, path) => {
      if (name === 'rmdir' && path.endsWith(batch.id)) portal.engine.active[0]?.end();
      return undefined;
    };
    await portal.jobs.removeFiles(a.request.id, OWNER);

    const done = await ended(portal, b);

    expect([done.state, existsSync(join(bench.folder, done.videoUrl ?? ''))]).toEqual(['succeeded', true]);
    await portal.jobs.removeFiles(b.request.id, OWNER);
    expect(existsSync(join(bench.staticDir, 'videos', batch.id))).toBe(false);
  });
});
