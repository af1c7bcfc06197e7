import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, loadConfig } from '../../src/config/index.js';
import { ArtifactFiles, SpriteSheets } from '../../src/features/downloads/index.js';
import type { JobView } from '../../src/features/jobs/index.js';
import { MediaEncoder, MediaError, type SpriteSheetRequest } from '../../src/platform/media/index.js';
import { ObjectStorePort } from '../../src/platform/objects/index.js';
import { FileSystemPort, Storage } from '../../src/platform/storage/index.js';
import { builtModule } from '../support/built-module.js';
import { ended, eventually, JobBench, OWNER, submit } from '../support/job-bench.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import type { TestPortal } from '../support/test-portal.js';

const { objects: settings } = loadConfig({ S3_BUCKET: 'results' });

describe('SpriteSheets', () => {
  let bench: JobBench;
  let encoder: MediaEncoder;
  beforeEach(() => {
    bench = new JobBench();
    encoder = new MediaEncoder({ workerModulePath: builtModule('platform/media/encoder-worker.js') });
  });
  afterEach(async () => {
    await encoder.stop();
    bench.remove();
  });

  function sheetsOf({ jobs, module }: TestPortal, withEncoder = encoder): SpriteSheets {
    const get = <T>(token: new (...args: never[]) => T) => module.get<T>(token, { strict: false });
    const files = module.get(FileSystemPort, { strict: false });
    const objects = module.get(ObjectStorePort, { strict: false });
    const artifacts = new ArtifactFiles(jobs, files, objects, module.get(CONFIG, { strict: false }));
    return new SpriteSheets(jobs, artifacts, get(Storage), withEncoder);
  }

  const folderOf = ({ request }: JobView) => join(bench.staticDir, 'videos', request.id);

  async function finished(portal: TestPortal): Promise<JobView> {
    const job = await submit(portal);
    (await portal.engine.started(1)).end();
    return ended(portal, job);
  }

  it('comes from object storage where the disk has no video any more, and goes with the job', async () => {
    const portal = await bench.start({
      encoder: 'real',
      objects: new MemoryObjectStore(),
      engine: { output: 'video', videoBytes: 3_000_000 },
      config: { objects: settings!, retentionMs: 1 },
    });
    const job = await finished(portal);
    await eventually(
      () => portal.jobs.get(job.request.id, OWNER),
      (view) => view.objects?.uploadedAt !== undefined,
    );
    bench.clock.advance(1000);
    await portal.upkeep.applyRetention();
    expect(existsSync(folderOf(job))).toBe(false);

    const now = await portal.jobs.get(job.request.id, OWNER);
    const path = await sheetsOf(portal).pathOf(now);
    expect(path).toBe(join(folderOf(job), 'spritesheet.jpg'));
    expect(await sharp(path).metadata()).toMatchObject({ format: 'jpeg', width: 80, height: 16 });
    // The copy of the video was only borrowed.
    expect(readdirSync(folderOf(job))).toEqual(['spritesheet.jpg']);
    await portal.jobs.removeFiles(job.request.id, OWNER);
    expect(existsSync(folderOf(job))).toBe(false);
  });

  it('is nothing for a job without a video, or one that is removed meanwhile', async () => {
    const portal = await bench.start({ engine: { output: 'video' } });
    const job = await submit(portal);
    const sut = sheetsOf(portal, {
      async makeSpriteSheet(): Promise<never> {
        await portal.jobs.removeFiles(job.request.id, OWNER);
        throw new MediaError('No such file or directory', 'ENOENT');
      },
    } as unknown as MediaEncoder);
    expect(await sut.pathOf(job)).toBeUndefined();
    (await portal.engine.started(1)).end();
    expect(await sut.pathOf(await ended(portal, job))).toBeUndefined();
    expect(existsSync(folderOf(job))).toBe(false);
  });

  it.each([
    ['an encoder that fails', new MediaError('it cannot be decoded'), { name: 'MediaError' }],
    ['a full disk', new MediaError('no space', 'ENOSPC'), { code: 'storage_full' }],
  ])('leaves nothing behind after %s, and tries again the next time', async (_, problem, expected) => {
    const portal = await bench.start({ engine: { output: 'video' } });
    const job = await finished(portal);
    const before = bench.publicFiles();
    const asked: string[] = [];
    const sut = sheetsOf(portal, {
      makeSpriteSheet({ sourcePath }: SpriteSheetRequest): Promise<never> {
        asked.push(sourcePath);
        return Promise.reject(problem);
      },
    } as unknown as MediaEncoder);
    await expect(Promise.all([sut.pathOf(job), sut.pathOf(job)])).rejects.toMatchObject(expected);
    expect(asked).toHaveLength(1);
    await expect(sut.pathOf(job)).rejects.toMatchObject(expected);
    expect(asked).toHaveLength(2);
    expect(bench.publicFiles()).toEqual(before);
  });
});
