import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobRequest } from '../../src/features/jobs/index.js';
import { JobPaths } from '../../src/features/jobs/job-paths.js';
import { type Arrival, IntakeLog } from '../../src/features/jobs/shared/intake-log.js';
import { parsePlace, placeToText } from '../../src/features/jobs/shared/intake-place.js';
import { type BatchId, newJobId } from '../../src/kernel/ids.js';
import { type FileSystemPort, NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { CrashFileSystem, IMAGES } from '../support/crash-file-system.js';
import { KillableFileSystem } from '../support/killable-file-system.js';

function newRequest(prompt = 'a boat', batch?: BatchId): JobRequest {
  const spec = {
    task: 'text-to-video',
    prompt,
    negativePrompt: '',
    seed: 1,
    steps: 4,
    guidanceScale: 1,
    width: 16,
    height: 16,
    numFrames: 5,
    fps: 8,
  } as const;
  return {
    id: newJobId(),
    owner: 'me',
    spec,
    engine: 'sim',
    createdAt: Date.now(),
    ...(batch === undefined ? {} : { batch: { id: batch, index: 0 } }),
  };
}

function logOf(files: FileSystemPort, folder: string, process: string = v7()): IntakeLog {
  return new IntakeLog(
    new Storage(files),
    new JobPaths(join(folder, 'data'), join(folder, 'static')),
    process,
  );
}

const idsOf = (requests: readonly JobRequest[]) => requests.map(({ id }) => id).sort();

/** Ids in the order of their arrival. */
function listen(log: IntakeLog): Arrival[] {
  const heard: Arrival[] = [];
  log.arrivals.subscribe((arrival) => heard.push(arrival));
  return heard;
}

describe('submissions that lie together', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reelsmith-intake-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('share syncs, and are each found again', async () => {
    const files = new CrashFileSystem();
    const log = logOf(files, '/');
    await log.write(newRequest());
    const before = files.log.filter((operation) => operation.startsWith('sync')).length;
    const requests = Array.from({ length: 200 }, (_, index) => newRequest(`take ${index}`));
    await Promise.all(requests.map((request) => log.write(request)));
    const syncs = files.log.filter((operation) => operation.startsWith('sync')).length - before;
    expect(syncs).toBeGreaterThan(0);
    expect(syncs).toBeLessThan(10);
    for (const request of requests) expect(await log.read(request.id)).toEqual(request);
  });

  it('are told to another process up to a byte, each once', async () => {
    const process = v7();
    const [one, two] = [logOf(new NodeFileSystem(), folder, process), logOf(new NodeFileSystem(), folder)];
    const heard = listen(two);
    const [first, second, third] = [newRequest(), newRequest(), newRequest()];
    for (const request of [first, second, third]) await one.write(request);
    const place = one.placeOf(second.id)!;
    await two.readTo(process, place.file, place.offset + place.length);
    await two.readTo(process, place.file, place.offset);
    expect(heard).toEqual([{ requests: [first, second], isFresh: true }]);
    expect(await two.read(second.id)).toEqual(second);
    expect(two.placeOf(third.id)).toBeUndefined();
  });

  it('are found without a word when they were there at the look before', async () => {
    const [one, two] = [logOf(new NodeFileSystem(), folder), logOf(new NodeFileSystem(), folder)];
    const heard = listen(two);
    const request = newRequest();
    await one.write(request);
    await two.look();
    expect(heard).toEqual([]);
    await two.look();
    expect(heard).toEqual([{ requests: [request], isFresh: false }]);
    const next = newRequest();
    await one.write(next);
    await two.look(true);
    expect(heard[1]?.requests).toEqual([next]);
  });

  it('lose only the one whose line is damaged', async () => {
    const process = v7();
    const one = logOf(new NodeFileSystem(), folder, process);
    const requests = [newRequest('first'), newRequest('damaged'), newRequest('last')];
    for (const request of requests) await one.write(request);
    const path = join(folder, 'data', 'intake', process, '1.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"damaged"', '"tampered"'));
    appendFileSync(path, '12345678 {"type":"submitted"');
    const after = logOf(new NodeFileSystem(), folder);
    expect(idsOf(await after.scan())).toEqual(idsOf([requests[0]!, requests[2]!]));
    expect([...after.files()].map(({ damaged }) => damaged)).toEqual([1]);
  });

  it('are refused where the disk is full, and not found afterwards', async () => {
    const disk = new KillableFileSystem();
    const log = logOf(disk, folder);
    const before = newRequest();
    await log.write(before);
    disk.fault = (operation) =>
      operation === 'write' ? Object.assign(new Error('full'), { code: 'ENOSPC' }) : undefined;
    await expect(log.write(newRequest('refused'))).rejects.toMatchObject({ code: 'storage_full' });
    disk.fault = () => undefined;
    const next = newRequest('next');
    await log.write(next);
    expect(idsOf(await logOf(new NodeFileSystem(), folder).scan())).toEqual(idsOf([before, next]));
  });

  it('go on in a new file where others have removed the old one', async () => {
    const process = v7();
    const log = logOf(new NodeFileSystem(), folder, process);
    await log.write(newRequest());
    rmSync(join(folder, 'data', 'intake', process), { recursive: true });
    const next = newRequest();
    await log.write(next);
    expect(await logOf(new NodeFileSystem(), folder).scan()).toEqual([next]);
  });

  it('leave no file behind when all of its jobs have one of their own', async () => {
    const process = v7();
    const one = logOf(new NodeFileSystem(), folder, process);
    const request = newRequest();
    await one.write(request);
    const two = logOf(new NodeFileSystem(), folder);
    await two.scan();
    two.drop(request.id);
    const [file] = [...two.files()];
    expect(file?.jobs.size).toBe(0);
    const late = newRequest();
    await one.write(late);
    await two.remove(file!);
    expect(existsSync(file!.path), 'something has come since').toBe(true);
    await two.look(true);
    two.drop(late.id);
    await two.remove(file!);
    expect(existsSync(file!.path)).toBe(false);
    expect([await two.read(request.id), await one.read(request.id)]).toEqual([undefined, undefined]);
  });

  it('keep every acknowledged one, wherever the world stops', async () => {
    const play = async (operation: number) => {
      const files = new CrashFileSystem();
      const log = logOf(files, '/');
      files.stopBefore(operation);
      const acknowledged: JobRequest[] = [];
      const write = async (request: JobRequest) => {
        await log.write(request);
        acknowledged.push(request);
      };
      const all = (async () => {
        await write(newRequest());
        for (let round = 0; round < 4; round += 1)
          await Promise.all(Array.from({ length: 5 }, () => write(newRequest('x'.repeat(30_000)))));
      })();
      await Promise.race([all, files.stopped]);
      files.stop();
      return { files, acknowledged };
    };
    const whole = await play(Infinity);
    expect(whole.acknowledged).toHaveLength(21);
    for (let operation = 1; operation <= whole.files.operations + 1; operation += 1) {
      const { files, acknowledged } = await play(operation);
      for (const image of IMAGES) {
        const after = logOf(files.afterCrash(image), '/');
        const found = new Set(idsOf(await after.scan()));
        const lost = acknowledged.filter(({ id }) => !found.has(id)).length;
        expect(lost, `before operation ${operation}, image ${image}`).toBe(0);
        // The next process writes beside what a torn line has left.
        const next = newRequest();
        await after.write(next);
        expect(await after.read(next.id)).toEqual(next);
      }
    }
  });
});

describe('a place in them', () => {
  const place = { process: v7(), file: 3, offset: 700, length: 612 };

  it('is the same again after it was a text', () => {
    expect(parsePlace(placeToText(place))).toEqual(place);
  });

  it.each([
    '../../etc/passwd.1.0.5',
    `${place.process}/../x.1.0.5`,
    `${place.process}.0.0.5`,
    `${place.process}.1.0.0`,
    `${place.process}.1.-1.5`,
    `${place.process}.1.0.999999999`,
    `${place.process}.1.9999999999999.5`,
    42,
    undefined,
  ])('is not made of %s', (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });
});
