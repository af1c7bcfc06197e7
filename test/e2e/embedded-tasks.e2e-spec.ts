import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { mouthBox } from '../../src/features/engines/onnx/talking/portrait-warp.js';
import { Portal } from '../../src/portal.js';
import { MOSAIC_ONNX_MODEL } from '../support/built-module.js';
import { frameAt, framesOf, inspectMedia, wavOf } from '../support/media-checks.js';
import { psnr } from '../support/psnr.js';

/** Of a frame that was kept, after H.264. */
const KEPT_DB = 30;
const SIZE = { width: 64, height: 64 };

interface Job {
  id: string;
  state: string;
  task: string;
  num_frames: number;
  fps: number;
  failure: { code: string; message: string } | null;
  video_url: string | null;
  image_url: string | null;
  preview_url: string | null;
}

let folder: string;
let portal: Portal;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-tasks-'));
  mkdirSync(join(folder, 'static'));
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    STATIC_DIR: join(folder, 'static'),
    SESSIONS_DIR: join(folder, 'sessions'),
    PROMPT_PROVIDER: 'builtin',
    LOG_LEVEL: 'silent',
    SHUTDOWN_GRACE: '0',
    MODEL_DIR: MOSAIC_ONNX_MODEL,
    DEVICES: 'cpu',
    MAX_AUDIO_SECONDS: '20',
  });
  portal = await Portal.start(config);
  await portal.recovered;
  base = portal.urls[0] ?? '';
});
afterAll(async () => {
  await portal.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function submit(body: object): Promise<Job> {
  const answer = await fetch(`${base}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const job = (await answer.json()) as Job;
  expect(job).toMatchObject({ state: expect.stringMatching(/queued|running|succeeded/) as string });
  return job;
}

const get = async (id: string) => (await (await fetch(`${base}/api/jobs/${id}`)).json()) as Job;

async function finished({ id }: Job): Promise<Job> {
  for (;;) {
    const job = await get(id);
    if (!['queued', 'running'].includes(job.state)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The result of a request, as a file. */
async function make(body: object): Promise<{ job: Job; path: string; content: Buffer }> {
  const job = await finished(await submit({ prompt: 'a red ball', steps: 4, seed: 3, ...body }));
  expect(job).toMatchObject({ state: 'succeeded', failure: null });
  const url = job.video_url ?? job.image_url ?? '';
  const path = join(folder, 'static', url.replace('/static/', ''));
  const content = Buffer.from(await (await fetch(`${base}${url}`)).arrayBuffer());
  expect(content.equals(readFileSync(path))).toBe(true);
  return { job, path, content };
}

const upload = async (content: Buffer): Promise<Record<string, unknown>> => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)]));
  return (await (await fetch(`${base}/api/inputs`, { method: 'POST', body: form })).json()) as Record<
    string,
    unknown
  >;
};
const uploaded = async (content: Buffer) => ({ id: (await upload(content))['id'] });

const dataUrl = (type: string, content: Buffer) => `data:${type};base64,${content.toString('base64')}`;

/** A soft picture of any size, which H.264 keeps well. */
async function picture(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      pixels[at] = Math.round((255 * x) / width);
      pixels[at + 1] = Math.round((255 * y) / height);
      pixels[at + 2] = Math.round(128 + 100 * Math.sin((6 * x) / width));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const rgb = (png: Buffer, fit: 'cover' | 'contain' | 'fill') =>
  sharp(png).resize(SIZE.width, SIZE.height, { fit, background: 'black' }).removeAlpha().raw().toBuffer();

function clip(frames: number, width: number, height: number): Buffer {
  const path = join(folder, `clip-${frames}-${width}.mp4`);
  const script = fileURLToPath(new URL('../support/make-video.mjs', import.meta.url));
  execFileSync(process.execPath, [
    script,
    path,
    'libx264',
    'yuv420p',
    '',
    String(frames),
    String(width),
    String(height),
  ]);
  return readFileSync(path);
}

describe('images', () => {
  it('makes one of a text: a PNG of the size asked for', async () => {
    const { job, content } = await make({ task: 'text-to-image', seed: 3 });
    expect(job).toMatchObject({ task: 'text-to-image', num_frames: 1, video_url: null });
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', ...SIZE });
    const again = await make({ task: 'text-to-image', seed: 3 });
    expect(again.content.equals(content)).toBe(true);
    const other = await make({ task: 'text-to-image', seed: 4 });
    expect(other.content.equals(content)).toBe(false);
  });

  it('changes one as far as strength says', async () => {
    const png = await picture(64, 64);
    const image = dataUrl('image/png', png);
    const original = await sharp(png).raw().toBuffer();
    const distance = async (strength: number) => {
      const { content } = await make({ task: 'image-to-image', image, strength, steps: 10 });
      return psnr(await sharp(content).raw().toBuffer(), original);
    };
    expect(await distance(0)).toBeGreaterThan(60);
    const [little, much] = [await distance(0.3), await distance(0.8)];
    expect(little).toBeGreaterThan(much + 3);
  });
});

describe('videos from images', () => {
  it.each([
    [64, 64, 'crop', 'cover'],
    [300, 90, 'crop', 'cover'],
    [90, 300, 'letterbox', 'contain'],
    [17, 11, 'stretch', 'fill'],
  ] as const)('keep the first frame of one of %d x %d, %s', async (width, height, mode, fit) => {
    const png = await picture(width, height);
    const { job, path } = await make({ image: await uploaded(png), resize_mode: mode });
    expect(job).toMatchObject({ task: 'image-to-video', num_frames: 9 });
    expect(inspectMedia(path).video).toMatchObject({ ...SIZE, frames: 9 });
    const frames = framesOf(path, folder);
    const expected = await rgb(png, fit);
    expect(psnr(frameAt(frames, SIZE, 0), expected)).toBeGreaterThan(KEPT_DB);
    expect(psnr(frameAt(frames, SIZE, 8), expected)).toBeLessThan(KEPT_DB - 10);
  });

  it('refuses a last frame, which the model can do nothing with', async () => {
    const image = dataUrl('image/png', await picture(64, 64));
    const answer = await fetch(`${base}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a', image, last_image: image }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('last_image is not used by image-to-video');
  });
});

describe('videos from videos', () => {
  it('change as far as strength says, at any size and rate', async () => {
    const video = await uploaded(clip(24, 64, 64));
    const distances: number[] = [];
    const kept = await make({ video, strength: 0, fps: 8, num_frames: 9 });
    expect(kept.job).toMatchObject({ task: 'video-to-video', num_frames: 9 });
    const original = framesOf(kept.path, folder);
    for (const strength of [0.3, 0.9]) {
      const { path } = await make({ video, strength, fps: 8, num_frames: 9, steps: 10 });
      distances.push(psnr(framesOf(path, folder), original));
    }
    expect(distances[0]).toBeGreaterThan((distances[1] ?? 0) + 3);
  });

  it('repeat the last frame where the video is shorter', async () => {
    const { path } = await make({ video: await uploaded(clip(3, 96, 48)), strength: 0, num_frames: 9 });
    expect(inspectMedia(path).video).toMatchObject({ frames: 9, ...SIZE });
  });

  it('begin with an image where one is given', async () => {
    const png = await picture(64, 64);
    const { path } = await make({
      video: await uploaded(clip(9, 64, 64)),
      image: await uploaded(png),
      strength: 0.9,
    });
    expect(psnr(frameAt(framesOf(path, folder), SIZE, 0), await rgb(png, 'cover'))).toBeGreaterThan(KEPT_DB);
  });
});

describe('talking portraits', () => {
  /** Silent, loud, silent, softer, silent. */
  const speech = (second: number) => [0, 1, 0, 0.35, 0][Math.floor(second)] ?? 0;

  it('last as long as the sound, hold it, and move the mouth as loud as it is', async () => {
    const portrait = await picture(128, 128);
    const { job, path } = await make({
      image: await uploaded(portrait),
      audio: await uploaded(wavOf(5, speech)),
      width: 128,
      height: 128,
    });
    expect(job).toMatchObject({ task: 'audio-driven', num_frames: 125, fps: 25 });
    const found = inspectMedia(path);
    expect(found.video).toMatchObject({ frames: 125, width: 128, height: 128 });
    expect(found.video?.seconds).toBeCloseTo(5, 1);
    const { samples, sampleRate } = found.audio ?? { samples: 0, sampleRate: 1 };
    expect(Math.abs(samples / sampleRate - 5)).toBeLessThan(0.15);

    const size = { width: 128, height: 128 };
    const frames = framesOf(path, folder);
    const still = await sharp(portrait).raw().toBuffer();
    const moved = (second: number) => change(frameAt(frames, size, Math.round(second * 25)), still);
    expect(moved(0.5)).toBeLessThan(3);
    expect(moved(1.6)).toBeGreaterThan(20);
    expect(moved(3.6)).toBeGreaterThan(8);
    expect(moved(3.6)).toBeLessThan(moved(1.6));
    expect(moved(4.96)).toBeLessThan(5);
  });

  it('stay still in silence', async () => {
    const { path } = await make({
      image: await uploaded(await picture(64, 64)),
      audio: await uploaded(wavOf(1, () => 0)),
    });
    const frames = framesOf(path, folder);
    for (let index = 1; index < 25; index += 1)
      expect(psnr(frameAt(frames, SIZE, index), frameAt(frames, SIZE, 0))).toBeGreaterThan(40);
  });

  it('take the first frame of a video as the portrait', async () => {
    const { path } = await make({
      video: await uploaded(clip(9, 64, 64)),
      audio: await uploaded(wavOf(1, () => 1)),
    });
    expect(inspectMedia(path)).toMatchObject({ video: { frames: 25 }, audio: { sampleRate: 16_000 } });
  });

  it('refuse sound that is too long, and name the limit', async () => {
    const answer = await upload(wavOf(21, () => 0.5, 8000));
    expect(answer).toMatchObject({ code: 'input_too_large' });
    expect(answer['detail']).toContain('MAX_AUDIO_SECONDS');
  });

  /** Mean difference of the mouth's pixels. */
  function change(frame: Buffer, still: Buffer): number {
    const { left, right, top, bottom } = mouthBox(128, 128);
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let at = (y * 128 + left) * 3; at < (y * 128 + right) * 3; at += 1)
        sum += Math.abs((frame[at] ?? 0) - (still[at] ?? 0));
    }
    return sum / ((bottom - top) * (right - left) * 3);
  }
});

describe('files that cannot be used', () => {
  it.each([
    ['no image at all', () => Promise.resolve(Buffer.from('this is a text')), { code: 'input_invalid' }],
    ['a torn image', async () => (await picture(64, 64)).subarray(0, 2000), { code: 'input_invalid' }],
    ['a video that holds no picture', () => Promise.resolve(soundInMp4()), { kind: 'audio' }],
  ])('%s', async (_, content, expected) => {
    const answer = await upload(await content());
    expect(answer).toMatchObject(expected);
  });

  it('an image of 20,000 x 20,000, by its header', async () => {
    const answer = await upload(hugePng());
    expect(answer).toMatchObject({ code: 'input_too_large' });
    expect(answer['detail']).toContain('MAX_IMAGE_PIXELS');
  });

  it('an image as a video, before anything runs', async () => {
    const video = await uploaded(await picture(64, 64));
    const answer = await fetch(`${base}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a', video }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('video');
  });

  function soundInMp4(): Buffer {
    const path = join(folder, 'sound.mp4');
    execFileSync(process.execPath, [
      fileURLToPath(new URL('../support/make-audio.mjs', import.meta.url)),
      path,
      'aac',
    ]);
    return readFileSync(path);
  }

  /** Nothing but a header that claims the size. */
  function hugePng(): Buffer {
    const small = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    small.writeUInt32BE(20_000, 16);
    small.writeUInt32BE(20_000, 20);
    small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
    return small;
  }
});

describe('previews', () => {
  it('are there while a job runs, change, and are gone with it', async () => {
    const job = await submit({ prompt: 'a red ball', steps: 100_000, width: 64, height: 64 });
    const seen = new Set<string>();
    let jpeg: Response | undefined;
    for (let round = 0; round < 600 && seen.size < 2; round += 1) {
      const { preview_url: url, state } = await get(job.id);
      if (url !== null && !seen.has(url)) {
        seen.add(url);
        jpeg = await fetch(`${base}${url}`);
      }
      if (state !== 'queued' && state !== 'running') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(seen.size).toBe(2);
    expect(jpeg?.status).toBe(200);
    expect(jpeg?.headers.get('content-type')).toBe('image/jpeg');
    expect(jpeg?.headers.get('cache-control')).toBe('no-store');
    const image = Buffer.from((await jpeg?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(await sharp(image).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 256 });

    const answer = await fetch(`${base}/api/jobs/${job.id}`, { method: 'DELETE' });
    expect(answer.status).toBe(200);
    expect((await get(job.id)).preview_url).toBeNull();
    const gone = await fetch(`${base}/api/jobs/${job.id}/preview`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ code: 'artifact_not_found' });
  });
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
