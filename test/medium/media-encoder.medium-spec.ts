import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type EncodeRequest,
  MediaEncoder,
  type MediaEncoderOptions,
  MediaError,
  type VideoMetadata,
} from '../../src/platform/media/index.js';
import { builtModule } from '../support/built-module.js';
import { isRunning } from '../support/process-state.js';
import { psnr } from '../support/psnr.js';

const WORKER = builtModule('platform/media/encoder-worker.js');
const DECODER = fileURLToPath(new URL('../support/decode-video.mjs', import.meta.url));

const WIDTH = 96;
const HEIGHT = 64;
const FRAMES = 17;

const METADATA: VideoMetadata = {
  prompt: 'a "red" ball\nmoves <script>alert(1)</script> &amp; \'left\' \\ ; = # 😀 \u0000 \ud83d',
  negative_prompt: 'a=b;c\n',
  seed: 4_294_967_295,
  steps: 16,
  guidance_scale: 4.5,
  width: WIDTH,
  height: HEIGHT,
  num_frames: FRAMES,
  fps: 8,
  model: 'tiny-world 1',
  engine: 'onnx',
};

/** Smooth waves that move, so that a loss of colour or of order would show. */
function movingWaves(): Buffer {
  const pixels = Buffer.alloc(FRAMES * HEIGHT * WIDTH * 3);
  let at = 0;
  for (let frame = 0; frame < FRAMES; frame += 1) {
    for (let y = 0; y < HEIGHT; y += 1) {
      for (let x = 0; x < WIDTH; x += 1) {
        pixels[at] = 128 + 110 * Math.sin((x + 4 * frame) / 17);
        pixels[at + 1] = 128 + 110 * Math.cos((y - 3 * frame) / 13);
        pixels[at + 2] = 60 + 8 * frame;
        at += 3;
      }
    }
  }
  return pixels;
}

function meanOf(pixels: Buffer): number {
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
}

/** Names of the outermost boxes of an MP4 file, in their order. */
function boxesOf(file: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32BE(at))
    names.push(file.toString('latin1', at + 4, at + 8));
  return names;
}

describe('MediaEncoder', () => {
  let dir: string;
  let encoders: MediaEncoder[];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'media-'));
    encoders = [];
    writeFileSync(join(dir, 'frames.rgb'), movingWaves());
  });
  afterEach(async () => {
    await Promise.all(encoders.map((encoder) => encoder.stop()));
    rmSync(dir, { recursive: true });
  });

  const create = (options: MediaEncoderOptions = {}) => {
    const encoder = new MediaEncoder({ workerModulePath: WORKER, ...options });
    encoders.push(encoder);
    return encoder;
  };

  const request = (change: Partial<EncodeRequest> = {}): EncodeRequest => ({
    framesPath: join(dir, 'frames.rgb'),
    width: WIDTH,
    height: HEIGHT,
    numFrames: FRAMES,
    fps: 8,
    videoPath: join(dir, 'video.mp4'),
    posterPath: join(dir, 'poster.jpg'),
    metadata: METADATA,
    ...change,
  });

  /** A file without content on disk that takes many seconds to encode. */
  const longRequest = (): EncodeRequest => {
    const framesPath = join(dir, 'long.rgb');
    writeFileSync(framesPath, '');
    truncateSync(framesPath, 1280 * 720 * 3 * 2000);
    return request({
      framesPath,
      width: 1280,
      height: 720,
      numFrames: 2000,
      videoPath: join(dir, 'long.mp4'),
    });
  };

  const busy = async (encoder: MediaEncoder, signal?: AbortSignal) => {
    const result = encoder.encodeFrames({ ...longRequest(), ...(signal === undefined ? {} : { signal }) });
    result.catch(() => undefined);
    await vi.waitFor(() => readFileSync(join(dir, 'long.mp4')), { timeout: 30_000, interval: 20 });
    // In an object, because a promise that is returned would be waited for.
    return { result };
  };

  it('encodes every frame, in its place and in its colours', async () => {
    await create().encodeFrames(request());
    const decoded = join(dir, 'decoded.rgb');
    execFileSync(process.execPath, [DECODER, join(dir, 'video.mp4'), decoded]);
    const frames = readFileSync(decoded);
    const original = movingWaves();
    expect(frames).toHaveLength(original.length);
    const frameBytes = WIDTH * HEIGHT * 3;
    for (let frame = 0; frame < FRAMES; frame += 1) {
      const range = [frame * frameBytes, (frame + 1) * frameBytes] as const;
      expect(psnr(frames.subarray(...range), original.subarray(...range))).toBeGreaterThan(35);
    }
  });

  it('makes the middle frame the poster', async () => {
    await create().encodeFrames(request());
    const { data, info } = await sharp(join(dir, 'poster.jpg')).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3 });
    const frameBytes = WIDTH * HEIGHT * 3;
    expect(psnr(data, movingWaves().subarray(8 * frameBytes, 9 * frameBytes))).toBeGreaterThan(30);
  });

  describe('a sprite sheet', () => {
    /** The pixels of one picture of the sheet. */
    const pictureAt = (file: string, place: number, columns: number) =>
      sharp(file)
        .extract({
          left: (place % columns) * WIDTH,
          top: Math.floor(place / columns) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
        })
        .raw()
        .toBuffer();

    it('has every frame of a short video, row by row', async () => {
      const sut = create();
      await sut.encodeFrames(request());
      const sheetPath = join(dir, 'sheet.jpg');
      const sheet = await sut.makeSpriteSheet({ sourcePath: join(dir, 'video.mp4'), sheetPath });
      expect(sheet).toEqual({ columns: 5, rows: 4, pictures: FRAMES, width: WIDTH, height: HEIGHT });
      expect(await sharp(sheetPath).metadata()).toMatchObject({
        format: 'jpeg',
        width: 5 * WIDTH,
        height: 4 * HEIGHT,
      });
      const frames = movingWaves();
      for (let frame = 0; frame < FRAMES; frame += 1) {
        const expected = frames.subarray(frame * WIDTH * HEIGHT * 3, (frame + 1) * WIDTH * HEIGHT * 3);
        expect(psnr(await pictureAt(sheetPath, frame, 5), expected)).toBeGreaterThan(29);
      }
      // Nothing is behind the last one.
      expect(meanOf(await pictureAt(sheetPath, FRAMES, 5))).toBeLessThan(2);
    });

    it('spreads 25 pictures evenly over a long video', async () => {
      const numFrames = 100;
      const brightness = (frame: number) => 30 + 2 * frame;
      const pixels = Buffer.concat(
        Array.from({ length: numFrames }, (_, frame) => Buffer.alloc(WIDTH * HEIGHT * 3, brightness(frame))),
      );
      writeFileSync(join(dir, 'frames.rgb'), pixels);
      const sut = create();
      await sut.encodeFrames(request({ numFrames }));
      const sheetPath = join(dir, 'sheet.jpg');
      const sheet = await sut.makeSpriteSheet({ sourcePath: join(dir, 'video.mp4'), sheetPath });
      expect(sheet).toMatchObject({ columns: 5, rows: 5, pictures: 25 });
      for (const place of [0, 1, 12, 24]) {
        const picture = await pictureAt(sheetPath, place, 5);
        expect(Math.abs(meanOf(picture) - brightness(4 * place))).toBeLessThan(3);
      }
    });

    it('makes large pictures smaller, in their shape', async () => {
      writeFileSync(join(dir, 'frames.rgb'), Buffer.alloc(1280 * 704 * 3, 200));
      const sut = create();
      await sut.encodeFrames(request({ width: 1280, height: 704, numFrames: 1 }));
      const sheetPath = join(dir, 'sheet.jpg');
      expect(await sut.makeSpriteSheet({ sourcePath: join(dir, 'video.mp4'), sheetPath })).toEqual({
        columns: 1,
        rows: 1,
        pictures: 1,
        width: 320,
        height: 176,
      });
      expect(await sharp(sheetPath).metadata()).toMatchObject({ width: 320, height: 176 });
    });

    it('refuses what is no video', async () => {
      const order = { sourcePath: join(dir, 'frames.rgb'), sheetPath: join(dir, 'sheet.jpg') };
      await expect(create().makeSpriteSheet(order)).rejects.toThrow(MediaError);
    });
  });

  it.each([
    [8, 2.125],
    [23.976, 17 / 23.976],
    [12.5, 1.36],
  ])('keeps %d frames a second', async (fps, durationSeconds) => {
    const sut = create();
    await sut.encodeFrames(request({ fps }));
    const video = await sut.inspectVideo(join(dir, 'video.mp4'));
    expect(video).toMatchObject({ width: WIDTH, height: HEIGHT, numFrames: FRAMES, codec: 'h264' });
    expect(video.fps).toBeCloseTo(fps, 3);
    expect(video.durationSeconds).toBeCloseTo(durationSeconds, 3);
  });

  it.each([1, 2])('encodes %d frames', async (numFrames) => {
    const sut = create();
    truncateSync(join(dir, 'frames.rgb'), numFrames * WIDTH * HEIGHT * 3);
    await sut.encodeFrames(request({ numFrames }));
    expect(await sut.inspectVideo(join(dir, 'video.mp4'))).toMatchObject({ numFrames, fps: 8 });
  });

  it('gives back the metadata exactly', async () => {
    const sut = create();
    await sut.encodeFrames(request());
    expect(await sut.readMetadata(join(dir, 'video.mp4'))).toEqual(METADATA);
  });

  it('keeps a prompt of 100,000 characters', async () => {
    const sut = create();
    const metadata = { ...METADATA, prompt: '長い説明 "x" \n'.repeat(10_000) };
    await sut.encodeFrames(request({ metadata }));
    expect(await sut.readMetadata(join(dir, 'video.mp4'))).toEqual(metadata);
  });

  it('gives the same bytes for the same input, also in another process', async () => {
    const digests = new Set<string>();
    const first = create({ processes: 1 });
    for (const encoder of [...Array.from({ length: 12 }, () => first), create(), create()]) {
      await encoder.encodeFrames(request());
      for (const name of ['video.mp4', 'poster.jpg']) {
        digests.add(
          `${name} ${createHash('sha256')
            .update(readFileSync(join(dir, name)))
            .digest('hex')}`,
        );
      }
    }
    expect(digests.size).toBe(2);
  });

  it('puts the index before the pictures', async () => {
    await create().encodeFrames(request());
    const boxes = boxesOf(readFileSync(join(dir, 'video.mp4')));
    expect(boxes[0]).toBe('ftyp');
    expect(boxes.indexOf('moov')).toBeLessThan(boxes.indexOf('mdat'));
  });

  it.each([
    ['an odd size', { width: 95 }, /must be even/],
    ['frames that are missing', { numFrames: FRAMES + 1 }, /bytes instead of/],
  ])('refuses %s', async (_, change, problem) => {
    const result = create().encodeFrames(request(change));
    await expect(result).rejects.toThrow(MediaError);
    await expect(result).rejects.toThrow(problem);
  });

  it('hands on the errno when a file cannot be written', async () => {
    const result = create().encodeFrames(request({ videoPath: join(dir, 'missing', 'video.mp4') }));
    await expect(result).rejects.toMatchObject({ name: 'MediaError', code: 'ENOENT' });
  });

  it('refuses to inspect what is no video, and goes on in the same process', async () => {
    const sut = create({ processes: 1 });
    await expect(sut.inspectVideo(join(dir, 'frames.rgb'))).rejects.toThrow(MediaError);
    const pids = sut.pids();
    await sut.encodeFrames(request());
    await expect(sut.readMetadata(join(dir, 'poster.jpg'))).rejects.toThrow(MediaError);
    expect(sut.pids()).toEqual(pids);
  });

  it('stops for real when it is cancelled, and takes a new process', async () => {
    const sut = create({ processes: 1 });
    const controller = new AbortController();
    const { result } = await busy(sut, controller.signal);
    const [pid = 0] = sut.pids();
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(isRunning(pid)).toBe(false);
    await sut.encodeFrames(request());
    expect(sut.pids()).not.toContain(pid);
  });

  it('lets a waiting call go at once when it is cancelled', async () => {
    const sut = create({ processes: 1 });
    const first = new AbortController();
    const { result: running } = await busy(sut, first.signal);
    const second = new AbortController();
    const waiting = sut.encodeFrames(request({ signal: second.signal }));
    const third = sut.encodeFrames(request());
    second.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    first.abort(new Error('neither'));
    await expect(running).rejects.toThrow('neither');
    await third;
  });

  it('survives the death of its process', async () => {
    const sut = create({ processes: 1 });
    const { result } = await busy(sut);
    process.kill(sut.pids()[0] ?? 0, 'SIGKILL');
    await expect(result).rejects.toThrow(MediaError);
    await expect(result).rejects.toThrow('SIGKILL');
    await sut.encodeFrames(request());
  });

  it('gives up what takes too long', async () => {
    const result = create({ timeoutMs: 100 }).encodeFrames(longRequest());
    await expect(result).rejects.toThrow('took longer than 100 ms');
  });

  it('keeps as many processes as it may, and uses them again', async () => {
    const sut = create({ processes: 2 });
    const names = Array.from({ length: 6 }, (_, index) => join(dir, `${index}.mp4`));
    await Promise.all(
      names.map((videoPath, index) =>
        sut.encodeFrames(request({ videoPath, posterPath: join(dir, `${index}.jpg`) })),
      ),
    );
    expect(sut.pids()).toHaveLength(2);
    for (const name of names) expect((await sut.inspectVideo(name)).numFrames).toBe(FRAMES);
  });

  it('warms up as many processes as it may, once, and works in those', async () => {
    const sut = create({ processes: 2 });
    sut.warmUp();
    sut.warmUp();
    const pids = sut.pids();
    await Promise.all([
      sut.encodeFrames(request()),
      sut.encodeFrames(request({ videoPath: join(dir, 'b.mp4'), posterPath: join(dir, 'b.jpg') })),
    ]);

    expect([pids.length, sut.pids()]).toEqual([2, pids]);
  });

  it('says only to those who need one that no process can be started', async () => {
    const sut = create({ workerModulePath: 'a path that no process\0can have' });
    sut.warmUp();

    await expect(sut.encodeFrames(request())).rejects.toThrow('null bytes');
  });

  it('does not ask a process that has ended while it had nothing to do', async () => {
    const sut = create({ processes: 1 });
    sut.warmUp();
    const [pid = 0] = sut.pids();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(sut.pids()).toEqual([]), { timeout: 30_000 });

    await sut.encodeFrames(request());
    expect(sut.pids()).not.toContain(pid);
  });

  it('leaves no process behind when it stops', async () => {
    const sut = create({ processes: 1 });
    const { result } = await busy(sut);
    const waiting = sut.encodeFrames(request());
    waiting.catch(() => undefined);
    const [pid = 0] = sut.pids();
    await sut.stop();
    expect(isRunning(pid)).toBe(false);
    await expect(result).rejects.toThrow('stopped');
    await expect(waiting).rejects.toThrow('stopped');
  });
});
