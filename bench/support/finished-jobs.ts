import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { v7 } from 'uuid';
import type { JobEvent } from '../../src/features/jobs/job-event.js';
import type { BatchId, JobId } from '../../src/kernel/ids.js';
import { load } from './build.ts';

type Request = Extract<JobEvent, { type: 'submitted' }>['request'];

export interface FinishedBatch {
  id: string;
  jobs: string[];
}

export interface VideoFile {
  size: number;
  sha256: string;
  crc32: number;
}

/** Writes jobs that are done, as the portal would have left them on disk, without its fsyncs. */
export class FinishedJobsWriter {
  readonly #folders = new Set<string>();

  readonly #folder: string;
  readonly #encode: (event: JobEvent) => string;

  private constructor(folder: string, encode: (event: JobEvent) => string) {
    this.#folder = folder;
    this.#encode = encode;
  }

  static async into(folder: string): Promise<FinishedJobsWriter> {
    const codec = await load<typeof import('../../src/features/jobs/journal-codec.js')>(
      'features/jobs/journal-codec.js',
    );
    return new FinishedJobsWriter(folder, codec.encodeEvent);
  }

  /** @param write puts the video at a path */
  job(at: number, write: (path: string) => VideoFile, batch?: { id: string; index: number }): string {
    const id = v7({ msecs: at });
    const place = batch === undefined ? id : join(batch.id, `job_${batch.index}`);
    const folder = this.#made(join(this.#folder, 'static', 'videos', place));
    const video = write(join(folder, 'video.mp4'));
    const events = this.#events(this.#request(id, at, batch), video);
    writeFileSync(
      join(this.#made(join(this.#folder, 'data', 'jobs', id.slice(0, 6))), `${id}.jsonl`),
      events.map((event) => this.#encode(event)).join(''),
    );
    return id;
  }

  batch(at: number, write: (path: string, index: number) => VideoFile): FinishedBatch {
    const id = v7({ msecs: at });
    const jobs = Array.from({ length: 8 }, (_, index) =>
      this.job(at + index, (path) => write(path, index), { id, index }),
    );
    const record = { id, owner: 'local', createdAt: at, jobs };
    const folder = this.#made(join(this.#folder, 'data', 'batches', id.slice(0, 6)));
    writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(record)}\n`);
    return { id, jobs };
  }

  #request(id: string, at: number, batch: { id: string; index: number } | undefined): Request {
    return {
      id: id as JobId,
      owner: 'local',
      spec: {
        task: 'text-to-video',
        prompt: `A red boat (${id.slice(-6)}) crosses a calm lake at dawn while fog drifts over the water; the camera follows from the shore.`,
        negativePrompt: 'blurry, low quality',
        seed: at % 2 ** 32,
        steps: 20,
        guidanceScale: 5,
        width: 64,
        height: 64,
        numFrames: 17,
        fps: 8,
      },
      engine: 'onnx',
      createdAt: at,
      preferredDevice: 0,
      ...(batch === undefined ? {} : { batch: { id: batch.id as BatchId, index: batch.index } }),
    };
  }

  #events(request: Request, video: VideoFile): JobEvent[] {
    const { createdAt } = request;
    const stageMs = { 'encoding prompt': 20, denoising: 5000, decoding: 700, writing: 400 };
    return [
      { type: 'submitted', at: createdAt, request },
      { type: 'attempt-started', at: createdAt + 1000, attempt: 1, device: 'cpu:0' },
      {
        type: 'output-sealed',
        at: createdAt + 8000,
        attempt: 1,
        generatedAt: createdAt + 7500,
        stageMs,
        artifacts: [{ role: 'video', fileName: 'video.mp4', ...video }],
      },
      { type: 'succeeded', at: createdAt + 8010, attempt: 1 },
    ];
  }

  #made(folder: string): string {
    if (!this.#folders.has(folder)) mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
    return folder;
  }
}

const SMALL = Buffer.alloc(1000, 'reelsmith ');

/** Half of them single, half in batches of 8, spread over two months. @returns ids of some of them */
export async function writeFinishedJobs(folder: string, count: number): Promise<string[]> {
  const writer = await FinishedJobsWriter.into(folder);
  const small = {
    size: SMALL.length,
    sha256: createHash('sha256').update(SMALL).digest('hex'),
    crc32: crc32(SMALL),
  };
  const write = (path: string) => {
    writeFileSync(path, SMALL);
    return small;
  };
  const step = Math.floor((60 * 86_400_000) / count);
  const start = Date.now() - step * count;
  const ids: string[] = [];
  for (let done = 0; done < count;) {
    const at = start + done * step;
    const isBatch = done % 16 === 0 && count - done >= 8;
    const made = isBatch ? writer.batch(at, write).jobs : [writer.job(at, write)];
    if (done % 97 === 0 || ids.length === 0) ids.push(...made.slice(0, 1));
    done += made.length;
  }
  return ids;
}
