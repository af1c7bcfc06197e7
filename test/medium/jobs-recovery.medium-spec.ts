import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchStore } from '../../src/features/batches/batch-store.js';
import { isFinal } from '../../src/features/jobs/index.js';
import { ended, eventually, inState, JobBench, noisy, OWNER, submit } from '../support/job-bench.js';
import { noSpace } from '../support/killable-file-system.js';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

function journalOf(id: string): string {
  const path = bench.records().find((record) => basename(record) === `${id}.jsonl`);
  if (path === undefined) throw new Error('the job has no journal');
  return path;
}

describe('a restart', () => {
  it('brings a waiting and a running job back, in their order', async () => {
    const before = await bench.start();
    const running = await submit(before, 'first');
    const waiting = await submit(before, 'second');
    await before.engine.started(1);
    await inState(before, running, 'running');

    const after = await bench.restart();
    (await after.engine.started(1)).end();
    (await after.engine.started(2)).end();

    const [first, second] = [await ended(after, running), await ended(after, waiting)];
    expect([first.state, second.state]).toEqual(['succeeded', 'succeeded']);
    expect(first.attempts.map(({ problem }) => problem?.reason)).toEqual(['interrupted', undefined]);
    expect(second.attempts).toHaveLength(1);
    expect(first.request).toEqual(running.request);
  });

  it.each([
    ['before the files are sealed', 'sync', 'video.mp4'],
    ['before the result is named in the record', 'write', '.jsonl'],
    ['before the files become visible', 'rename', 'videos'],
    ['after they became visible, before their folder is synced', 'sync-folder', 'videos'],
  ])('%s gives exactly one result', async (_, operation, part) => {
    const before = await bench.start();
    const job = await submit(before);
    const run = await before.engine.started(1);
    await inState(before, job, 'running');
    const stopped = new Promise<void>((resolve) => {
      bench.disk.fault = (name, path) => {
        if (name === operation && path.includes(part)) {
          bench.disk.kill();
          resolve();
        }
        return undefined;
      };
    });
    run.end();
    await stopped;

    const after = await bench.restart();
    await Promise.race([after.engine.started(1).then((again) => again.end()), ended(after, job)]);
    const done = await ended(after, job);

    expect(done.state).toBe('succeeded');
    expect(bench.publicFiles()).toEqual([
      `videos/${job.request.id}/poster.jpg`,
      `videos/${job.request.id}/video.mp4`,
    ]);
  });

  it('remembers how long runs took, so that the next one has an ETA', async () => {
    const before = await bench.start();
    const done = await submit(before, 'done');
    const run = await before.engine.started(1);
    bench.clock.advance(40_000);
    run.end();
    await ended(before, done);

    const after = await bench.restart();
    const next = await submit(after, 'next');
    await after.engine.started(1);
    bench.clock.advance(10_000);
    const { etaSeconds } = await inState(after, next, 'running');
    expect(after.devices.list().map(({ recentRunMs }) => recentRunMs)).toEqual([[40_000]]);
    expect(etaSeconds).toEqual({ low: 30, high: 30 });
  });

  it('keeps every final state', async () => {
    const before = await bench.start({ engine: { devices: 3 } });
    const done = await submit(before, 'done');
    const refused = await submit(before, 'refused');
    const cancelled = await submit(before, 'cancelled');
    (await before.engine.started(1)).end();
    (await before.engine.started(2)).end({ kind: 'refuse' });
    await before.jobs.cancel(cancelled.request.id, OWNER);
    const told = [await ended(before, done), await ended(before, refused), await ended(before, cancelled)];

    const after = await bench.restart();

    for (const job of told) expect(await after.jobs.get(job.request.id, OWNER)).toEqual(job);
    expect(after.engine.runCount).toBe(0);
  });

  it('gives a job up whose attempts were interrupted MAX_ATTEMPTS times', async () => {
    let portal = await bench.start({ config: { maxAttempts: 2 } });
    const job = await submit(portal);
    for (let life = 1; life <= 2; life += 1) {
      await portal.engine.started(1);
      await inState(portal, job, 'running');
      portal = await bench.restart({ config: { maxAttempts: 2 } });
    }

    expect((await portal.jobs.get(job.request.id, OWNER)).failure?.code).toBe('attempts_used_up');
  });

  it('cancels what was asked to be cancelled before it', async () => {
    const before = await bench.start();
    const job = await submit(before);
    await before.engine.started(1);
    await inState(before, job, 'running');
    let lines = 0;
    bench.disk.fault = (operation, path) => {
      // The second line would be the one that says it has been cancelled.
      if (operation === 'write' && path.endsWith('.jsonl')) lines += 1;
      if (lines === 2) bench.disk.kill();
      return undefined;
    };
    void before.jobs.cancel(job.request.id, OWNER);
    await eventually(
      async () => readFileSync(journalOf(job.request.id), 'utf8'),
      (text) => text.includes('cancel-requested'),
    );

    const after = await bench.restart();

    expect((await after.jobs.get(job.request.id, OWNER)).state).toBe('cancelled');
    expect(after.engine.runCount).toBe(0);
  });

  it('drops a first line that was torn, and nothing else', async () => {
    const before = await bench.start();
    const job = await submit(before);
    const torn = join(bench.dataDir, 'jobs', '019000', '01900000-0000-7000-8000-000000000000.jsonl');
    mkdirSync(join(torn, '..'));
    writeFileSync(torn, readFileSync(journalOf(job.request.id), 'utf8').slice(0, 100));

    const after = await bench.restart();

    expect(bench.records()).not.toContain(torn);
    expect((await after.jobs.list({ owner: OWNER, limit: 10 })).items).toHaveLength(1);
  });

  it('cuts a torn last line and goes on from what is whole', async () => {
    const before = await bench.start();
    const job = await submit(before);
    await before.engine.started(1);
    await inState(before, job, 'running');
    bench.disk.kill();
    appendFileSync(journalOf(job.request.id), '0badc0de {"type":"succ');

    const after = await bench.restart();
    (await after.engine.started(1)).end();

    expect((await ended(after, job)).state).toBe('succeeded');
    const again = await bench.restart();
    expect((await again.jobs.get(job.request.id, OWNER)).state).toBe('succeeded');
  });

  it('keeps a damaged record beside the whole part of it', async () => {
    const before = await bench.start();
    const job = await submit(before);
    (await before.engine.started(1)).end({ kind: 'refuse' });
    await ended(before, job);
    bench.disk.kill();
    const path = journalOf(job.request.id);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], lines[1]?.replace('sim:0', 'sim:9'), ...lines.slice(2)].join('\n'));

    const after = await bench.restart();

    expect(bench.records()).toContain(`${path}.damaged`);
    expect((await after.jobs.get(job.request.id, OWNER)).request).toEqual(job.request);
  });

  it('does not leave the portal down when the disk refuses to write', async () => {
    const before = await bench.start();
    const job = await submit(before);
    await before.engine.started(1);
    await inState(before, job, 'running');
    bench.disk.kill();

    let isFull = true;
    const after = await bench.start({
      files: noisy((operation) => (isFull && operation === 'write' ? noSpace() : undefined)),
    });
    expect(after.jobs.isRecovering).toBe(false);
    isFull = false;
    bench.clock.advance(5000);
    (await after.engine.started(1)).end();

    expect((await ended(after, job)).state).toBe('succeeded');
  });
});

describe('a public folder that is not mounted', () => {
  it('keeps the portal from starting, and every finished job as it is', async () => {
    const before = await bench.start();
    const job = await submit(before);
    (await before.engine.started(1)).end();
    await ended(before, job);
    renameSync(bench.staticDir, `${bench.staticDir}-away`);

    await expect(bench.restart()).rejects.toThrow('STATIC_DIR');

    rmSync(bench.staticDir, { recursive: true, force: true });
    renameSync(`${bench.staticDir}-away`, bench.staticDir);
    const after = await bench.restart();
    expect((await ended(after, job)).state).toBe('succeeded');
  });
});

describe('a batch after a restart', () => {
  const jobs = ['a', 'b', 'c'].map((prompt) => ({ spec: { prompt } }));

  it('that was acknowledged is whole and goes on', async () => {
    const before = await bench.start();
    const batch = await before.batches.submit(OWNER, jobs);
    (await before.engine.started(1)).end();
    for (const job of batch.jobs.slice(0, 1)) await ended(before, job);
    await before.engine.started(2);

    const after = await bench.restart();
    for (const run of [1, 2]) (await after.engine.started(run)).end();

    const done = await eventually(
      () => after.batches.get(batch.id, OWNER),
      ({ state }) => state !== 'processing',
    );
    expect([done.state, done.completed, done.failed]).toEqual(['complete', 3, 0]);
    expect(done.jobs.map((job) => job.request.id)).toEqual(batch.jobs.map((job) => job.request.id));
  });

  it('whose own record is missing never was: its jobs are dropped', async () => {
    const before = await bench.start();
    bench.disk.fault = (operation, path) => {
      if (operation === 'rename' && path.includes('batches')) bench.disk.kill();
      return undefined;
    };
    void before.batches.submit(OWNER, jobs);
    await eventually(
      async () => bench.records(),
      (records) => records.some((path) => path.includes('.tmp-')),
    );

    const after = await bench.restart();

    expect((await after.jobs.list({ owner: OWNER, limit: 10 })).items).toEqual([]);
    expect(bench.records().filter((path) => path.endsWith('.jsonl'))).toEqual([]);
  });

  it('whose record is damaged loses the batch, never its jobs', async () => {
    const before = await bench.start();
    await before.batches.submit(OWNER, jobs);
    bench.disk.kill();
    const record = bench.records().find((path) => path.includes('/batches/')) ?? '';
    writeFileSync(record, readFileSync(record, 'utf8').slice(0, 50));

    const after = await bench.restart();
    for (const run of [1, 2, 3]) (await after.engine.started(run)).end();

    const { items } = await eventually(
      () => after.jobs.list({ owner: OWNER, limit: 10 }),
      (page) => page.items.every((job) => isFinal(job.state)),
    );
    expect(items.map((job) => job.state)).toEqual(Array(3).fill('succeeded'));
  });

  it('whose record was lost keeps the jobs that had been run', async () => {
    const before = await bench.start({ engine: { devices: 3 } });
    const batch = await before.batches.submit(OWNER, jobs);
    for (const run of [1, 2, 3]) (await before.engine.started(run)).end();
    for (const job of batch.jobs) await ended(before, job);
    bench.disk.kill();
    rmSync(join(bench.dataDir, 'batches'), { recursive: true });

    const after = await bench.restart();

    expect(
      (await after.jobs.list({ owner: OWNER, limit: 10 })).items.every((job) => isFinal(job.state)),
    ).toBe(true);
    expect((await after.jobs.list({ owner: OWNER, limit: 10 })).items).toHaveLength(3);
  });
});

describe('while recovering', () => {
  it('a job that has a record is found, an unknown one is told apart, nothing is changed', async () => {
    const before = await bench.start();
    const job = await submit(before);
    const after = await bench.restart({ isRecoveryHeld: true });

    expect((await after.jobs.get(job.request.id, OWNER)).request).toEqual(job.request);
    const unknown = '01900000-0000-7000-8000-000000000000' as typeof job.request.id;
    await expect(after.jobs.get(unknown, OWNER)).rejects.toMatchObject({ code: 'recovering' });
    await expect(after.jobs.cancel(job.request.id, OWNER)).rejects.toMatchObject({ code: 'recovering' });
    await expect(after.jobs.removeFiles(job.request.id, OWNER)).rejects.toMatchObject({ code: 'recovering' });
    await after.recover();
    await expect(after.jobs.get(unknown, OWNER)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('a result whose file is gone is told as it will be afterwards', async () => {
    const before = await bench.start();
    const job = await submit(before);
    (await before.engine.started(1)).end();
    await ended(before, job);
    rmSync(join(bench.staticDir, 'videos', job.request.id), { recursive: true });
    const after = await bench.restart({ isRecoveryHeld: true });

    const during = await after.jobs.get(job.request.id, OWNER);
    await after.recover();

    expect(during.failure?.code).toBe('artifact_missing');
    expect((await after.jobs.get(job.request.id, OWNER)).state).toBe(during.state);
  });

  it('new jobs are taken and run afterwards, each once', async () => {
    const before = await bench.start();
    const old = await submit(before, 'old');
    const after = await bench.restart({ isRecoveryHeld: true });
    const fresh = await submit(after, 'new');
    const batch = await after.batches.submit(OWNER, [{ spec: { prompt: 'in a batch' } }]);
    expect(after.engine.runCount).toBe(0);

    await after.recover();
    for (const run of [1, 2, 3]) (await after.engine.started(run)).end();

    for (const job of [old, fresh, ...batch.jobs]) expect((await ended(after, job)).state).toBe('succeeded');
    expect(after.engine.runCount).toBe(3);
  });

  it('a file that goes away in between does no harm', async () => {
    const before = await bench.start();
    await submit(before);
    const [shard = ''] = readdirSync(join(bench.dataDir, 'jobs'));
    mkdirSync(join(bench.dataDir, 'batches', shard), { recursive: true });
    const temporary = join(bench.dataDir, 'batches', shard, '.tmp-new.json');
    writeFileSync(temporary, '{}');
    const after = await bench.restart({ isRecoveryHeld: true });
    bench.disk.fault = (operation, path) => {
      if (operation === 'scan' && path.endsWith('batches')) {
        setImmediate(() => renameSync(temporary, `${temporary}.moved`));
      }
      return undefined;
    };

    await expect(after.recover()).resolves.toMatchObject({ jobs: 1 });
  });
});

describe('an orderly end', () => {
  it('waits for running jobs and leaves waiting ones to the next start', async () => {
    const before = await bench.start();
    const running = await submit(before, 'running');
    const waiting = await submit(before, 'waiting');
    const run = await before.engine.started(1);

    const drained = before.lifecycle.drain();
    await expect(submit(before, 'late')).rejects.toMatchObject({ code: 'shutting_down' });
    run.end();
    await drained;

    expect((await before.jobs.get(running.request.id, OWNER)).state).toBe('succeeded');
    expect(before.engine.runCount).toBe(1);
    const after = await bench.restart();
    expect((await after.engine.started(1)).spec.prompt).toBe('waiting');
    expect((await after.jobs.get(waiting.request.id, OWNER)).attempts.length).toBeLessThanOrEqual(1);
  });

  it('hands back what does not end in time, at no cost to its attempts', async () => {
    const config = { maxAttempts: 1, shutdownGraceMs: 5000 };
    const before = await bench.start({ config });
    const job = await submit(before);
    const run = await before.engine.started(1);
    await inState(before, job, 'running');

    const drained = before.lifecycle.drain();
    bench.clock.advance(5000);
    await drained;
    expect(run.isOver).toBe(true);
    expect(before.engine.isStopped).toBe(true);

    const after = await bench.restart({ config });
    (await after.engine.started(1)).end();
    expect((await ended(after, job)).state).toBe('succeeded');
  });

  it('during recovery starts nothing afterwards', async () => {
    const before = await bench.start();
    await submit(before);
    const after = await bench.restart({ isRecoveryHeld: true });

    await after.lifecycle.drain();
    await after.recover();

    expect(after.engine.runCount).toBe(0);
  });
});

describe('the store of batches', () => {
  it('counts a batch as made whole even where its record cannot be read', async () => {
    const portal = await bench.start();
    const { id } = await portal.batches.submit(OWNER, [{ spec: { prompt: 'a' } }]);
    bench.disk.kill();
    const record = bench.records().find((path) => path.includes('/batches/')) ?? '';
    writeFileSync(record, 'not a record');

    const after = await bench.restart();

    expect(after.module.get(BatchStore, { strict: false }).isCommitted(id)).toBe(true);
    await expect(after.batches.get(id, OWNER)).rejects.toMatchObject({ code: 'batch_not_found' });
  });
});
