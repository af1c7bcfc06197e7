import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MediaEncoder, MediaError, type VideoMetadata } from '../../src/platform/media/index.js';
import { builtModule } from '../support/built-module.js';
import { psnr } from '../support/psnr.js';

const WORKER = builtModule('platform/media/encoder-worker.js');
const script = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

const METADATA: VideoMetadata = {
  prompt: 'a red ball',
  negative_prompt: '',
  seed: 7,
  steps: 4,
  guidance_scale: 1.5,
  width: 64,
  height: 48,
  num_frames: 24,
  fps: 8,
  model: 'foreign 1',
  engine: 'foreign',
};

/** Made once: encoding is slow on small machines. */
const SOURCES = {
  'h264.mp4': ['libx264', 'yuv420p', '', '24', '64', '48'],
  'h264-aac.mov': ['libx264', 'yuv420p', 'aac', '24', '64', '48'],
  'h264-444.mp4': ['libx264', 'yuv444p', '', '24', '64', '48'],
  'vp9-opus.webm': ['libvpx-vp9', 'yuv420p', 'libopus', '24', '64', '48'],
  'vp9.mp4': ['libvpx-vp9', 'yuv420p', '', '24', '64', '48'],
  'odd.webm': ['libvpx-vp9', 'yuv420p', '', '9', '65', '49'],
  'one-frame.mp4': ['libx264', 'yuv420p', '', '1', '64', '48'],
} as const;

let sources: string;
let dir: string;
let sut: MediaEncoder;

beforeAll(() => {
  sources = mkdtempSync(join(tmpdir(), 'media-sources-'));
  for (const [name, settings] of Object.entries(SOURCES))
    execFileSync(process.execPath, [script('make-video.mjs'), join(sources, name), ...settings]);
});
afterAll(() => rmSync(sources, { recursive: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'media-adopt-'));
  sut = new MediaEncoder({ workerModulePath: WORKER, processes: 1 });
});
afterEach(async () => {
  await sut.stop();
  rmSync(dir, { recursive: true });
});

const videoPath = () => join(dir, 'video.mp4');
const posterPath = () => join(dir, 'poster.jpg');
const adopt = (sourcePath: string) =>
  sut.adoptVideo({ sourcePath, videoPath: videoPath(), posterPath: posterPath(), metadata: METADATA });

function framesOf(path: string, name: string): Buffer {
  const output = join(dir, `${name}.rgb`);
  execFileSync(process.execPath, [script('decode-video.mjs'), path, output]);
  return readFileSync(output);
}

/** Names of the streams' codecs, by FFmpeg's tags in the file. */
function holds(path: string, box: string): boolean {
  return readFileSync(path).includes(Buffer.from(box, 'latin1'));
}

describe('a video from a server', () => {
  it.each([
    ['h264.mp4', { container: 'mp4', isTranscoded: false, width: 64, height: 48, numFrames: 24 }],
    ['h264-aac.mov', { container: 'mov', isTranscoded: false, width: 64, height: 48, numFrames: 24 }],
    ['h264-444.mp4', { container: 'mp4', isTranscoded: true, width: 64, height: 48, numFrames: 24 }],
    ['vp9-opus.webm', { container: 'webm', isTranscoded: true, width: 64, height: 48, numFrames: 24 }],
    ['vp9.mp4', { container: 'mp4', isTranscoded: true, width: 64, height: 48, numFrames: 24 }],
    ['odd.webm', { container: 'webm', isTranscoded: true, width: 64, height: 48, numFrames: 9 }],
    ['one-frame.mp4', { container: 'mp4', isTranscoded: false, width: 64, height: 48, numFrames: 1 }],
  ])('%s plays in browsers afterwards, and says how it was made', async (name, expected) => {
    const found = await adopt(join(sources, name));
    expect(found).toEqual(expected);

    const { width, height, numFrames } = expected;
    expect(await sut.inspectVideo(videoPath())).toMatchObject({ codec: 'h264', width, height, numFrames });
    expect(await sut.readMetadata(videoPath())).toEqual(METADATA);
    const poster = await sharp(posterPath()).metadata();
    expect([poster.format, Math.abs(poster.width - width) <= 1]).toEqual(['jpeg', true]);
    const file = readFileSync(videoPath());
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
  });

  it('that plays already keeps its pictures to the bit', async () => {
    await adopt(join(sources, 'h264.mp4'));

    expect(framesOf(videoPath(), 'after').equals(framesOf(join(sources, 'h264.mp4'), 'before'))).toBe(true);
  });

  it('that has to be encoded anew looks as it did', async () => {
    await adopt(join(sources, 'vp9.mp4'));
    const [after, before] = [framesOf(videoPath(), 'after'), framesOf(join(sources, 'vp9.mp4'), 'before')];

    expect(after.length).toBe(before.length);
    expect(psnr(after, before)).toBeGreaterThan(25);
  });

  it('keeps its sound, as AAC', async () => {
    for (const name of ['h264-aac.mov', 'vp9-opus.webm']) {
      await adopt(join(sources, name));
      expect(holds(videoPath(), 'mp4a')).toBe(true);
    }
    await adopt(join(sources, 'h264.mp4'));
    expect(holds(videoPath(), 'mp4a')).toBe(false);
  });

  it.each([
    ['an HTML page', () => Buffer.from('<html><body>502 Bad Gateway</body></html>')],
    ['nothing', () => Buffer.alloc(0)],
    ['noise', () => Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) & 255))],
    ['half an MP4', () => halfOf('h264.mp4')],
    ['half a WebM', () => halfOf('vp9-opus.webm')],
    ['an MP4 whose pictures are gone', () => withoutPictures('h264.mp4')],
    [
      'a playlist of other files',
      () => Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n'),
    ],
    ['an image', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ])('that is %s is refused, and the next one is taken by the same process', async (_, content) => {
    const path = join(dir, 'source');
    writeFileSync(path, content());
    await expect(adopt(path)).rejects.toThrow(MediaError);

    await expect(adopt(join(sources, 'one-frame.mp4'))).resolves.toMatchObject({ numFrames: 1 });
  });

  it('is left as it is', async () => {
    const path = join(sources, 'vp9.mp4');
    const before = readFileSync(path);
    await adopt(path);

    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

function halfOf(name: string): Buffer {
  const path = join(sources, name);
  return readFileSync(path).subarray(0, statSync(path).size / 2);
}

function withoutPictures(name: string): Buffer {
  const content = readFileSync(join(sources, name));
  const start = content.indexOf('mdat') + 4;
  const end = content.indexOf('moov') > start ? content.indexOf('moov') - 4 : content.length;
  return Buffer.concat([content.subarray(0, start), Buffer.alloc(end - start), content.subarray(end)]);
}

describe('an image from a server', () => {
  const image = (width = 64, height = 48) =>
    sharp({ create: { width, height, channels: 4, background: { r: 200, g: 40, b: 10, alpha: 0.5 } } });
  const take = async (content: Buffer) => {
    const sourcePath = join(dir, 'source');
    writeFileSync(sourcePath, content);
    return sut.adoptImage({ sourcePath, posterPath: posterPath() });
  };

  it.each(['png', 'jpeg', 'webp'] as const)('may be %s', async (format) => {
    const found = await take(await image().toFormat(format).toBuffer());

    expect(found).toEqual({ format: format === 'jpeg' ? 'jpg' : format, width: 64, height: 48 });
  });

  it('gets a small poster', async () => {
    await take(await image(2000, 1000).png().toBuffer());

    expect(await sharp(posterPath()).metadata()).toMatchObject({ format: 'jpeg', width: 768, height: 384 });
  });

  it.each([
    ['a GIF', async () => image().gif().toBuffer()],
    ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['half a PNG', async () => (await image().png({ compressionLevel: 0 }).toBuffer()).subarray(0, 5000)],
    ['an HTML page', async () => Buffer.from('<html></html>')],
    ['a PNG that claims to be huge', async () => hugePng(await image().png().toBuffer())],
  ])('may not be %s', async (_, content) => {
    await expect(take(await content())).rejects.toThrow(MediaError);
    expect(existsSync(posterPath()) && statSync(posterPath()).size > 0).toBe(false);
  });
});

/** With 60,000 by 60,000 pixels in its head. */
function hugePng(png: Buffer): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(60_000, 16);
  changed.writeUInt32BE(60_000, 20);
  return changed;
}
