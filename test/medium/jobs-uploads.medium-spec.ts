import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import type { JobView } from '../../src/features/jobs/index.js';
import { ended, eventually, JobBench, OWNER, submit } from '../support/job-bench.js';
import { type Bucket, MemoryObjectStore } from '../support/memory-object-store.js';
import type { TestPortal } from '../support/test-portal.js';

const { objects: settings } = loadConfig({ S3_BUCKET: 'results' });

let bench: JobBench;
let bucket: Bucket;
let objects: MemoryObjectStore;
beforeEach(() => {
  bench = new JobBench();
  bucket = new Map();
  objects = new MemoryObjectStore(bucket);
});
afterEach(() => bench.remove());

const start = (config: object = {}) =>
  bench.start({ objects, config: { objects: settings!, ...config }, engine: { devices: 1 } });

/** As `kill -9`, with whatever of the object storage is under way. */
async function restart(config: object = {}): Promise<TestPortal> {
  objects.kill();
  objects = new MemoryObjectStore(bucket);
  return bench.restart({ objects, config: { objects: settings!, ...config } });
}

async function finish(portal: TestPortal, run = 1): Promise<JobView> {
  const job = await submit(portal);
  (await portal.engine.started(run)).end();
  return ended(portal, job);
}

const recordOf = (portal: TestPortal, { request }: JobView) => portal.jobs.get(request.id, OWNER);

const uploaded = (portal: TestPortal, job: JobView) =>
  eventually(
    () => recordOf(portal, job),
    (view) => view.objects?.uploadedAt !== undefined,
  );

const folderOf = ({ request }: JobView) => join(bench.staticDir, 'videos', request.id);
const keysOf = ({ request }: JobView) =>
  ['poster.jpg', 'video.mp4'].map((name) => `results/videos/${request.id}/${name}`);
const journalOf = ({ request }: JobView) =>
  readFileSync(bench.records().find((path) => path.includes(request.id)) ?? '', 'utf8');

describe('uploads', () => {
  it('bring every file of a result into the bucket, and the journal says where they are', async () => {
    const portal = await start();
    const job = await finish(portal);
    const view = await uploaded(portal, job);

    expect([...bucket.keys()].sort()).toEqual(keysOf(job));
    const video = readFileSync(join(folderOf(job), 'video.mp4'));
    expect(bucket.get(keysOf(job)[1]!)?.bytes.equals(video)).toBe(true);
    expect(bucket.get(keysOf(job)[1]!)?.mediaType).toBe('video/mp4');
    expect(view.objects).toMatchObject({ bucket: 'results', folder: `videos/${job.request.id}` });
    expect(journalOf(job)).toContain('"type":"uploaded"');
  });

  it('are tried again, ever more seldom, and take nothing from the result', async () => {
    objects.fault = () => 'early';
    const portal = await start();
    const job = await finish(portal);
    await eventually(
      async () => objects.log.length,
      (count) => count === 1,
    );
    for (const round of [2, 3, 4]) {
      bench.clock.advance(30_000);
      await eventually(
        async () => objects.log.length,
        (count) => count >= round,
      );
    }
    expect(await recordOf(portal, job)).toMatchObject({ state: 'succeeded', videoUrl: job.videoUrl });
    expect(existsSync(join(folderOf(job), 'video.mp4'))).toBe(true);

    objects.fault = () => undefined;
    bench.clock.advance(300_000);
    await uploaded(portal, job);
  });

  it('whose answer is lost are made again, and the result is there once', async () => {
    objects.fault = (operation, key) => (operation === 'put' && key.endsWith('mp4') ? 'late' : undefined);
    const portal = await start();
    const job = await finish(portal);
    await eventually(
      async () => bucket.size,
      (size) => size === 1,
    );
    objects.fault = () => undefined;
    bench.clock.advance(5000);
    await uploaded(portal, job);
    expect([...bucket.keys()].sort()).toEqual(keysOf(job));
  });

  it.each(['put', 'journal of the start', 'journal of the end'])(
    'that a kill broke off (%s) are finished by the next start',
    async (point) => {
      const portal = await start();
      const line = point.endsWith('start') ? '"upload-started"' : '"uploaded"';
      const killed = new Promise<void>((resolve) => {
        if (point === 'put')
          objects.fault = () => {
            objects.kill();
            resolve();
            return undefined;
          };
        else
          bench.disk.fault = (operation, _path, data) => {
            if (operation !== 'write' || data === undefined || !Buffer.from(data).includes(line))
              return undefined;
            bench.disk.kill();
            resolve();
            return undefined;
          };
      });
      const job = await submit(portal);
      (await portal.engine.started(1)).end();
      await killed;
      const after = await restart();
      await uploaded(after, job);
      expect([...bucket.keys()].sort()).toEqual(keysOf(job));
    },
  );

  it('begin also for results from before the storage was set up', async () => {
    const portal = await bench.start();
    const job = await finish(portal);
    await uploaded(await restart(), job);
    expect([...bucket.keys()].sort()).toEqual(keysOf(job));
  });

  it('store nothing of a file that is not what was published', async () => {
    objects.fault = () => 'early';
    const portal = await start();
    const job = await finish(portal);
    await eventually(
      async () => objects.log.length,
      (count) => count === 1,
    );
    const path = join(folderOf(job), 'video.mp4');
    const bytes = readFileSync(path);
    bytes[10]! ^= 1;
    writeFileSync(path, bytes);
    objects.fault = () => undefined;
    bench.clock.advance(5000);
    await eventually(
      async () => objects.log.length,
      (count) => count >= 2,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await recordOf(portal, job)).objects?.uploadedAt).toBeUndefined();
    expect(bucket.has(keysOf(job)[1]!)).toBe(false);
  });
});

describe('retention with object storage', () => {
  const config = { retentionMs: 1000 };

  it('removes only the local copies of what is uploaded, starred or not', async () => {
    const portal = await start(config);
    const [one, two] = [await finish(portal, 1), await finish(portal, 2)];
    await portal.jobs.star(two.request.id, OWNER, true);
    for (const job of [one, two]) await uploaded(portal, job);
    bench.clock.advance(2000);
    await portal.upkeep.applyRetention();

    for (const job of [one, two]) {
      expect(existsSync(folderOf(job))).toBe(false);
      const view = await recordOf(portal, job);
      expect(view).toMatchObject({ state: 'succeeded', videoUrl: job.videoUrl, localCopyRemoved: {} });
      expect(view.filesRemoved).toBeUndefined();
    }
    const after = await restart(config);
    expect((await recordOf(after, one)).videoUrl).toBe(one.videoUrl);
  });

  it('never removes what is not uploaded yet, however old or large', async () => {
    objects.fault = () => 'early';
    const portal = await start({ retentionMs: 1000, retentionBytes: 1 });
    const job = await finish(portal);
    bench.clock.advance(90_000);
    await portal.upkeep.applyRetention();
    expect(existsSync(folderOf(job))).toBe(true);
  });

  it('uploads again what is gone from the bucket, before the last copy could go', async () => {
    const portal = await start(config);
    const job = await finish(portal);
    await uploaded(portal, job);
    bucket.clear();
    bench.clock.advance(2000);
    await portal.upkeep.applyRetention();
    expect(existsSync(folderOf(job))).toBe(true);
    await uploaded(portal, job);
    expect([...bucket.keys()].sort()).toEqual(keysOf(job));
  });

  it('stopped between the record and the files is finished by the next start', async () => {
    const portal = await start(config);
    const job = await finish(portal);
    await uploaded(portal, job);
    bench.clock.advance(2000);
    const killed = new Promise<void>((resolve) => {
      bench.disk.fault = (operation) => {
        if (operation === 'remove') {
          bench.disk.kill();
          resolve();
        }
        return undefined;
      };
    });
    void portal.upkeep.applyRetention();
    await killed;
    expect(existsSync(folderOf(job))).toBe(true);
    const after = await restart(config);
    expect(existsSync(folderOf(job))).toBe(false);
    expect(await recordOf(after, job)).toMatchObject({ state: 'succeeded', videoUrl: job.videoUrl });
  });

  it('removes old results from the bucket as well where S3_RETENTION_DAYS says so, but no starred ones', async () => {
    const portal = await start({ objects: { ...settings!, retentionMs: 1000 } });
    const [one, two] = [await finish(portal, 1), await finish(portal, 2)];
    await portal.jobs.star(two.request.id, OWNER, true);
    for (const job of [one, two]) await uploaded(portal, job);
    bench.clock.advance(2000);
    await portal.upkeep.applyRetention();
    await eventually(
      async () => bucket.size,
      (size) => size === 2,
    );
    expect([...bucket.keys()].sort()).toEqual(keysOf(two));
    expect((await recordOf(portal, one)).filesRemoved?.reason).toBe('retention');
  });
});

describe('a damaged or missing file on disk', () => {
  it('does not make a result fail that is uploaded', async () => {
    const portal = await start();
    const job = await finish(portal);
    await uploaded(portal, job);
    truncateSync(join(folderOf(job), 'video.mp4'), 1);
    const after = await restart();
    expect(await recordOf(after, job)).toMatchObject({ state: 'succeeded', videoUrl: job.videoUrl });
  });
});

describe('removing a result', () => {
  it('removes its objects too, also when the storage is away at first', async () => {
    const portal = await start();
    const job = await finish(portal);
    await uploaded(portal, job);
    objects.fault = () => 'early';
    await portal.jobs.removeFiles(job.request.id, OWNER);
    expect(existsSync(folderOf(job))).toBe(false);
    expect(bucket.size).toBe(2);

    const after = await restart();
    await eventually(
      async () => bucket.size,
      (size) => size === 0,
    );
    await eventually(
      () => recordOf(after, job),
      (view) => view.objects === undefined,
    );
  });

  it('while it is being uploaded leaves nothing in the bucket', async () => {
    const portal = await start();
    let remove: Promise<unknown> | undefined;
    objects.fault = (operation, key) => {
      // After the first of two files, before the second.
      if (operation === 'put' && key.endsWith('poster.jpg')) {
        const id = key.split('/')[1] as JobView['request']['id'];
        remove ??= portal.jobs.removeFiles(id, OWNER);
        return 'early';
      }
      return undefined;
    };
    const job = await finish(portal);
    await eventually(
      async () => remove,
      (promise) => promise !== undefined,
    );
    await remove;
    objects.fault = () => undefined;
    bench.clock.advance(10_000);
    await eventually(
      () => recordOf(portal, job),
      (view) => view.objects === undefined,
    );
    expect(bucket.size).toBe(0);
  });
});
