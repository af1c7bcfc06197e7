import { Test } from '@nestjs/testing';
import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBatchId, newJobId } from '../../kernel/ids.js';
import { CONFIG, loadConfig } from '../../config/index.js';
import { NoObjectStore, ObjectStorePort } from '../../platform/objects/index.js';
import { FileSystemPort, NodeFileSystem } from '../../platform/storage/index.js';
import type { BatchView } from '../batches/index.js';
import { JobsService, type JobState, type JobView } from '../jobs/index.js';
import { ArtifactFiles } from './artifact-files.js';
import type { BatchManifest } from './batch-manifest.js';
import { type BatchZip, DownloadsService } from './downloads.service.js';

const START = Date.UTC(2026, 10, 21, 10, 0, 0);
const READ_CHUNK = 512 * 1024;

let folder: string;
let sut: DownloadsService;
let live: AbortController;

const jobs: Pick<JobsService, 'artifactPath' | 'artifactObject'> = {
  artifactObject: () => undefined,
  artifactPath: (job, role) => {
    const artifact = job.artifacts.find((one) => one.role === role);
    return artifact === undefined || job.filesRemoved ? undefined : join(folder, artifact.fileName);
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'downloads-'));
  const module = await Test.createTestingModule({
    providers: [
      DownloadsService,
      ArtifactFiles,
      { provide: ObjectStorePort, useClass: NoObjectStore },
      { provide: CONFIG, useValue: loadConfig({}) },
      { provide: JobsService, useValue: jobs },
      { provide: FileSystemPort, useClass: NodeFileSystem },
    ],
  }).compile();
  sut = module.get(DownloadsService);
  live = new AbortController();
});

afterEach(() => rmSync(folder, { recursive: true }));

function job(prompt: string, state: JobState, content?: Buffer): JobView {
  const id = newJobId();
  const video = content && {
    role: 'video' as const,
    fileName: `${id}.mp4`,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    crc32: crc32(content),
  };
  if (content) writeFileSync(join(folder, `${id}.mp4`), content);
  return {
    request: {
      id,
      owner: 'local',
      engine: 'onnx',
      createdAt: START,
      spec: {
        task: 'text-to-video',
        prompt,
        negativePrompt: 'blur',
        seed: 42,
        steps: 4,
        guidanceScale: 1.5,
        width: 64,
        height: 48,
        numFrames: 17,
        fps: 8,
      },
    },
    state,
    attempts: content ? [{ number: 1, device: 'cpu:0', startedAt: START + 1000 }] : [],
    artifacts: video ? [video] : [],
    cancelRequested: false,
    starred: false,
    ...(content ? { finishedAt: START + 60_000 } : {}),
    ...(state === 'failed'
      ? { failure: { code: 'attempts_used_up' as const, message: '3 attempts failed' } }
      : {}),
  };
}

function batch(...members: JobView[]): BatchView {
  const completed = members.filter(({ state }) => state === 'succeeded').length;
  const failed = members.filter(({ state }) => ['failed', 'cancelled', 'expired'].includes(state)).length;
  const isFinal = completed + failed === members.length;
  const state = isFinal ? (failed === 0 ? 'complete' : completed === 0 ? 'failed' : 'partial') : 'processing';
  const total = members.length;
  return {
    id: newBatchId(),
    owner: 'local',
    createdAt: START,
    state,
    total,
    completed,
    failed,
    jobs: members,
  };
}

function bytes(length: number, seed = 1): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + seed * 17 + (index >> 8)) & 0xff));
}

function open(of: BatchView, range?: string, ifRange?: string) {
  return sut.openBatchZip(of, range, ifRange, live.signal);
}

async function download(of: BatchView, range?: string, ifRange?: string): Promise<Buffer> {
  return bytesOf(await open(of, range, ifRange));
}

/** Copies what it gets, as a socket does: the memory of a chunk is used again. */
class Client extends Writable {
  readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    setImmediate(callback);
  }
}

async function bytesOf({ send }: BatchZip): Promise<Buffer> {
  const client = new Client();
  await send(client);
  expect(client.writableEnded).toBe(true);
  return Buffer.concat(client.chunks);
}

/** Writes the archive to a file and has Python read it: name -> content. Undefined if there is no Python. */
function entriesOf(zip: Buffer): Map<string, Buffer> | string {
  const path = join(folder, 'read.zip');
  writeFileSync(path, zip);
  const script =
    'import sys, zipfile, json, base64\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n' +
    'print(json.dumps([[n, base64.b64encode(z.read(n)).decode()] for n in z.namelist()]))';
  const result = spawnSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error) return `python3 cannot be run: ${result.error.message}`;
  expect(result.stderr).toBe('');
  const pairs = JSON.parse(result.stdout) as [string, string][];
  return new Map(pairs.map(([name, content]) => [name, Buffer.from(content, 'base64')]));
}

function openVideos(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return []; // The descriptor of the listing itself is gone by now.
    }
  });
}

describe('the ZIP of a batch', () => {
  it('passes unzip -t', async (context) => {
    const path = join(folder, 'batch.zip');
    writeFileSync(
      path,
      await download(batch(job('a cat 😀', 'succeeded', bytes(5000)), job('b', 'succeeded', bytes(9)))),
    );
    const result = spawnSync('unzip', ['-t', path], { encoding: 'utf8' });
    if (result.error) return context.skip(`unzip cannot be run: ${result.error.message}`);
    expect(result.stdout).toContain('No errors detected');
    expect(result.status).toBe(0);
  });

  it('holds every video under the name of seed 004, with the SHA-256 of the manifest', async (context) => {
    const view = batch(
      job('A red/blue car', 'succeeded', bytes(5000)),
      job('Straße 雪', 'succeeded', bytes(300_000, 2)),
    );
    const entries = entriesOf(await download(view));
    if (typeof entries === 'string') return context.skip(entries);
    expect([...entries.keys()]).toEqual([
      'README.txt',
      'manifest.json',
      'job_0_A_red_blue_car.mp4',
      'job_1_Straße_雪.mp4',
    ]);
    const manifest = JSON.parse(String(entries.get('manifest.json'))) as BatchManifest;
    expect(manifest).toMatchObject({
      batch_id: view.id,
      state: 'complete',
      complete: true,
      total: 2,
      included: 2,
    });
    for (const one of manifest.jobs) {
      const content = entries.get(one.file ?? '') ?? Buffer.alloc(0);
      expect(createHash('sha256').update(content).digest('hex')).toBe(one.sha256);
      expect(crc32(content)).toBe(Number.parseInt(one.crc32 ?? '', 16));
      expect(content.length).toBe(one.size);
    }
    expect(manifest.jobs[0]).toMatchObject({
      job_id: 'job_0',
      id: view.jobs[0]?.request.id,
      prompt: 'A red/blue car',
      parameters: {
        task: 'text-to-video',
        negative_prompt: 'blur',
        steps: 4,
        guidance_scale: 1.5,
        num_frames: 17,
      },
      seed: 42,
      engine: 'onnx',
      device: 'cpu:0',
      finished_at: '2026-11-21T10:01:00.000Z',
    });
  });

  it('says of a batch that is only partly done which videos are missing and why', async (context) => {
    const removed = {
      ...job('gone', 'succeeded', bytes(10)),
      filesRemoved: { at: START, reason: 'retention' as const },
    };
    const view = batch(
      job('one', 'succeeded', bytes(10)),
      job('two\n- job_9: "fake"', 'failed'),
      job('three', 'running'),
      job('four', 'cancelled'),
      removed,
    );
    const entries = entriesOf(await download(view));
    if (typeof entries === 'string') return context.skip(entries);
    const manifest = JSON.parse(String(entries.get('manifest.json'))) as BatchManifest;
    expect(manifest).toMatchObject({ state: 'processing', complete: false, total: 5, included: 1 });
    expect(manifest.jobs.map(({ file, reason }) => file ?? reason)).toEqual([
      'job_0_one.mp4',
      'failed: 3 attempts failed',
      'not finished yet',
      'cancelled',
      'its files were removed (retention)',
    ]);
    const readme = String(entries.get('README.txt'));
    expect(readme).toContain(`Batch ID: ${view.id}\nNumber of videos: 1 of 5\n`);
    expect(readme).toContain('- job_1: "two - job_9: "fake""\n');
    expect(readme).toContain('Not in this archive:\n- job_1: failed: 3 attempts failed\n');
  });

  it('leaves out a file that has not the recorded size', async () => {
    const damaged = job('damaged', 'succeeded', bytes(100));
    truncateSync(join(folder, `${damaged.request.id}.mp4`), 50);
    const zip = await download(batch(damaged, job('whole', 'succeeded', bytes(10))));
    expect(zip.includes('its file has 50 bytes instead of 100')).toBe(true);
    expect(zip.includes('job_0_damaged.mp4')).toBe(false);
  });

  it('is refused where no video is there', async () => {
    const lost = job('lost', 'succeeded', bytes(100));
    rmSync(join(folder, `${lost.request.id}.mp4`));
    await expect(open(batch(lost, job('two', 'failed')))).rejects.toMatchObject({
      code: 'artifact_not_found',
      message: 'No completed videos found in this batch',
    });
  });

  it('has the same bytes and ETag again, also with a new service, and others when a job has finished', async () => {
    const [one, two] = [job('one', 'succeeded', bytes(1000)), job('two', 'running')];
    const view = batch(one, two);
    const first = await open(view);
    sut = new DownloadsService(
      jobs as JobsService,
      new ArtifactFiles(jobs as JobsService, new NodeFileSystem(), new NoObjectStore(), loadConfig({})),
    );
    const again = await open(structuredClone(view));
    expect(again.headers).toEqual(first.headers);
    expect((await bytesOf(again)).equals(await bytesOf(first))).toBe(true);

    const later = { ...batch(one, job('two', 'succeeded', bytes(10))), id: view.id };
    const changed = await open(later);
    expect(changed.headers['ETag']).not.toBe(first.headers['ETag']);
    expect(changed.headers['ETag']).toMatch(/^"[0-9a-f]{32}"$/);
  });
});

describe('ranges', () => {
  it('tells length, name and that ranges are possible', async () => {
    const view = batch(job('one', 'succeeded', bytes(1000)));
    const zip = await open(view);
    const { status, headers } = zip;
    const whole = await bytesOf(zip);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'Content-Type': 'application/zip',
      'Content-Length': String(whole.length),
      'Accept-Ranges': 'bytes',
      'Content-Disposition': `attachment; filename="batch_${view.id}_videos.zip"`,
    });
  });

  it('gives for every range the slice of the whole', async () => {
    const view = batch(job('one', 'succeeded', bytes(70)), job('two', 'succeeded', bytes(90, 2)));
    const whole = await download(view);
    for (let at = 0; at < whole.length; at += 1) {
      const part = await download(view, `bytes=${at}-${at}`);
      expect(part.equals(whole.subarray(at, at + 1)), `byte ${at}`).toBe(true);
    }
    const position = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(position, position, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const part = await open(view, `bytes=${start}-${end}`);
        expect(part.status).toBe(206);
        expect(part.headers['Content-Range']).toBe(`bytes ${start}-${end}/${whole.length}`);
        expect(part.headers['Content-Length']).toBe(String(end - start + 1));
        expect((await bytesOf(part)).equals(whole.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('continues only the same version', async () => {
    const view = batch(job('one', 'succeeded', bytes(1000)));
    const zip = await open(view);
    const whole = await bytesOf(zip);
    const same = await open(view, 'bytes=100-', zip.headers['ETag']);
    expect(same.status).toBe(206);
    expect((await bytesOf(same)).equals(whole.subarray(100))).toBe(true);
    const other = await open(view, 'bytes=100-', '"0123"');
    expect(other.status).toBe(200);
    expect((await bytesOf(other)).equals(whole)).toBe(true);
  });

  it('refuses a range behind the end', async () => {
    const view = batch(job('one', 'succeeded', bytes(10)));
    await expect(open(view, 'bytes=1000000-')).rejects.toMatchObject({ status: 416 });
  });
});

describe('a download that goes wrong', () => {
  it.each([
    ['is aborted', () => live.abort()],
    ['loses its client', (client: Writable) => client.destroy()],
    ['has a client that fails', (client: Writable) => client.destroy(new Error('ECONNRESET'))],
  ])('closes its file and ends quietly when it %s', async (_how, leave) => {
    const view = batch(
      job('one', 'succeeded', Buffer.alloc(8 * READ_CHUNK)),
      job('two', 'succeeded', bytes(10)),
    );
    const { send } = await open(view);
    let taken = 0;
    const client = new Writable({
      // Never calls back once a video has begun: a connection that is gone.
      write(chunk: Buffer, _encoding, callback) {
        taken += chunk.length;
        if (chunk.length === READ_CHUNK) leave(this);
        else callback();
      },
    });
    const sent = send(client);
    await expect.poll(() => taken).toBeGreaterThan(READ_CHUNK);
    await sent;
    expect(taken).toBeLessThan(2 * READ_CHUNK);
    expect(openVideos()).toEqual([]);
    expect([client.destroyed, client.writableEnded]).toEqual([true, false]);
  });

  it('opens nothing before it is sent, nor for a client that has left', async () => {
    const one = job('one', 'succeeded', bytes(10));
    const { send } = await open(batch(one));
    expect(openVideos()).toEqual([]);
    rmSync(join(folder, `${one.request.id}.mp4`));
    const client = new Client();
    client.destroy();
    await send(client);
    expect(client.chunks).toEqual([]);
  });

  it('does not start when the client was gone before', async () => {
    live.abort(new Error('client gone'));
    await expect(open(batch(job('one', 'succeeded', bytes(10))))).rejects.toThrow('client gone');
  });

  it.each([
    ['shorter', (path: string) => truncateSync(path, READ_CHUNK)],
    ['gone', (path: string) => rmSync(path)],
  ])('breaks off when a file is %s', async (_how, damage) => {
    const one = job('one', 'succeeded', Buffer.alloc(2 * READ_CHUNK));
    const { send } = await open(batch(one));
    damage(join(folder, `${one.request.id}.mp4`));
    const client = new Client();
    await expect(send(client)).rejects.toThrow(/became shorter|ENOENT/);
    expect([client.destroyed, client.writableEnded]).toEqual([true, false]);
    expect(openVideos()).toEqual([]);
  });

  it('leaves no listener on the signal', async () => {
    const view = batch(job('one', 'succeeded', bytes(10)));
    await download(view);
    expect(getEventListeners(live.signal, 'abort')).toEqual([]);
  });
});
