import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InputRole } from '../../src/features/engines/index.js';
import { inputPath } from '../../src/features/inputs/index.js';
import { UploadQuota } from '../../src/features/inputs/upload-quota.js';
import { HostileWeb } from '../support/hostile-web.js';
import { InputBench, makeVideo, wave } from '../support/input-bench.js';

let sources: string;
let png: Buffer;
let jpg: Buffer;
let mp4: Buffer;
let folder: string;
let sut: InputBench;

beforeAll(async () => {
  sources = mkdtempSync(join(tmpdir(), 'input-sources-'));
  const noise = Buffer.alloc(80 * 60 * 3, 0).map((_, index) => (index * 7919) & 255);
  const image = sharp(noise, { raw: { width: 80, height: 60, channels: 3 } });
  png = await image.clone().png().toBuffer();
  jpg = await image.clone().jpeg({ quality: 95 }).toBuffer();
  makeVideo(join(sources, 'video.mp4'), 'libx264', 'aac');
  makeVideo(join(sources, 'video.webm'), 'libvpx-vp9');
  const script = join(import.meta.dirname, '../support/make-audio.mjs');
  execFileSync(process.execPath, [script, join(sources, 'audio.webm'), 'libopus']);
  mp4 = readFileSync(join(sources, 'video.mp4'));
});
afterAll(() => rmSync(sources, { recursive: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'input-folder-'));
  sut = await InputBench.start({
    env: { INPUT_DIR: folder, MAX_UPLOAD_MB: '3', MAX_IMAGE_PIXELS: '1000000', MAX_AUDIO_SECONDS: '5' },
    fetch: { allowPrivate: true, retryDelayMs: 1 },
  });
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const upload = (content: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>, owner = 'ann') =>
  sut.inputs.upload(owner, { content: content instanceof Uint8Array ? [content] : content });
const fromText = (text: string, role: InputRole = 'image', owner = 'ann') =>
  sut.inputs.fromText(owner, text, { role, signal: new AbortController().signal });
const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const contents = () => sut.stored().filter((path) => !path.endsWith('.json'));

/** A PNG whose header claims a size that its few bytes do not hold. */
function bomb(side: number): Buffer {
  const header = Buffer.from(png);
  header.writeUInt32BE(side, 16);
  header.writeUInt32BE(side, 20);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  return header;
}

describe('an upload', () => {
  it('is kept under the hash of its content, and told by its content', async () => {
    const { id, input, expiresAt } = await upload(png);
    expect(input).toMatchObject({ kind: 'image', mediaType: 'image/png', width: 80, height: 60 });
    expect(input).toMatchObject({ fileName: `${hashOf(png)}.png`, size: png.length });
    expect(expiresAt).toBe(sut.clock.now() + 86_400_000);
    expect(readFileSync(inputPath(join(sut.folder, 'data'), input))).toEqual(png);
    await expect(sut.inputs.get('ann', id)).resolves.toMatchObject({ id, input });
  });

  it.each([
    ['jpeg' as const, { kind: 'image', mediaType: 'image/jpeg', width: 80, height: 60 }],
    ['webp' as const, { kind: 'image', mediaType: 'image/webp', width: 80, height: 60 }],
    ['gif' as const, { kind: 'image', mediaType: 'image/gif', width: 80, height: 60 }],
  ])('may be an image: %s', async (format, expected) => {
    const content = await sharp(png).toFormat(format).toBuffer();
    expect((await upload(content)).input).toMatchObject(expected);
  });

  it.each(['video.mp4', 'video.webm'])('may be a video: %s', async (name) => {
    const { input } = await upload(readFileSync(join(sources, name)));
    expect(input).toMatchObject({
      kind: 'video',
      mediaType: `video/${name.slice(6)}`,
      width: 64,
      height: 48,
    });
    expect(input.durationSeconds).toBeCloseTo(3, 0);
  });

  it('may be audio', async () => {
    const { input } = await upload(wave(2));
    expect(input).toMatchObject({ kind: 'audio', mediaType: 'audio/wav', durationSeconds: 2 });
    expect(input).not.toHaveProperty('width');
  });

  it('belongs to who sent it', async () => {
    const { id } = await upload(png);
    await expect(sut.inputs.get('bob', id)).rejects.toMatchObject({ code: 'input_not_found' });
    await expect(sut.inputs.remove('bob', id)).rejects.toMatchObject({ code: 'input_not_found' });
    await expect(fromText(id, 'image', 'bob')).rejects.toMatchObject({ code: 'input_not_found' });
    await sut.inputs.remove('ann', id);
    await expect(sut.inputs.get('ann', id)).rejects.toMatchObject({ code: 'input_not_found' });
  });

  it('is there once, however often it comes at the same time', async () => {
    const uploads = await Promise.all(Array.from({ length: 6 }, (_, index) => upload(mp4, `owner-${index}`)));
    expect(new Set(uploads.map(({ id }) => id)).size).toBe(6);
    expect(new Set(uploads.map(({ input }) => input.fileName)).size).toBe(1);
    expect(contents()).toEqual([`${hashOf(mp4).slice(0, 2)}/${hashOf(mp4)}.mp4`]);
  });
});

describe('a file that is not taken', () => {
  const cut = (content: Buffer, length = content.length / 2) => content.subarray(0, length);
  const playlist = '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n';
  const files: Record<string, () => Buffer> = {
    'one of 0 bytes': () => Buffer.alloc(0),
    'an HTML page': () => Buffer.from('<html>no</html>'),
    'a PDF': () => Buffer.from('%PDF-1.7\n%abc'),
    'a vector image': () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    'a PNG that breaks off': () => cut(png),
    'a JPEG that breaks off': () => cut(jpg),
    'a video that breaks off': () => cut(mp4),
    'nothing but the start of a video': () => cut(mp4, 32),
    'a PNG with the header of a huge one': () => bomb(20_000),
    'longer audio than is taken': () => wave(6),
    'audio in the clothes of a video': () => readFileSync(join(sources, 'audio.webm')),
    'a playlist behind the tag of a song': () => Buffer.from(`ID3\x04\0\0\0\0\0\0${playlist}`, 'latin1'),
  };

  it.each([
    ['one of 0 bytes', 'input_invalid', /0 bytes/],
    ['an HTML page', 'input_invalid', /no known type/],
    ['a PDF', 'input_invalid', /application\/pdf/],
    ['a vector image', 'input_invalid', /xml/],
    ['a PNG that breaks off', 'input_invalid', /damaged or not whole/],
    ['a JPEG that breaks off', 'input_invalid', /damaged or not whole/],
    ['a video that breaks off', 'input_invalid', /damaged or not whole/],
    ['nothing but the start of a video', 'input_invalid', /damaged|known type/],
    [
      'a PNG with the header of a huge one',
      'input_too_large',
      /20000 x 20000; at most 1000000 .*MAX_IMAGE_PIXELS/,
    ],
    ['longer audio than is taken', 'input_too_large', /lasts 6\.0 s; at most 5 .*MAX_AUDIO_SECONDS/],
    ['audio in the clothes of a video', 'input_invalid', /video\/webm.*audio instead/],
    ['a playlist behind the tag of a song', 'input_invalid', /taken are|damaged/],
  ])('is %s', async (name, code, message) => {
    const sent = upload(files[name]?.() ?? Buffer.alloc(0));
    await expect(sent).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(sut.stored()).toEqual([]);
  });

  it('never ends', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 65_536;
        yield Buffer.alloc(65_536);
      }
    }
    await expect(upload(endless())).rejects.toMatchObject({
      code: 'input_too_large',
      message: expect.stringContaining('larger than 3 MB (MAX_UPLOAD_MB)'),
    });
    expect(given).toBeLessThan(4e6);
    expect(sut.stored()).toEqual([]);
  });

  it('breaks off because its sender does', async () => {
    async function* broken() {
      yield png.subarray(0, 100);
      throw new Error('socket gone');
    }
    await expect(upload(broken())).rejects.toThrow('socket gone');
    expect(sut.stored()).toEqual([]);
  });

  it('is a video where an image is needed, whichever way it comes', async () => {
    const { id } = await upload(mp4);
    for (const [text, role] of [
      [id, 'image'],
      [mp4.toString('base64'), 'last-image'],
      [id, 'audio'],
    ] as const)
      await expect(fromText(text, role)).rejects.toMatchObject({
        code: 'input_invalid',
        message: expect.stringContaining('video/mp4'),
      });
  });
});

describe('a text in a request', () => {
  it('may be base64, a data URL of any type, and the id of an upload', async () => {
    const expected = {
      role: 'image',
      fileName: `${hashOf(png)}.png`,
      mediaType: 'image/png',
      size: png.length,
    };
    const base64 = png.toString('base64');
    const { id } = await upload(png);
    for (const text of [
      base64,
      `data:image/png;base64,${base64}`,
      `data:text/html;charset=x;base64,${base64}`,
      id,
    ])
      await expect(fromText(text)).resolves.toEqual(expected);
  });

  it('may be base64 that looks like a path', async () => {
    expect(jpg.toString('base64').startsWith('/9j/')).toBe(true);
    await expect(fromText(jpg.toString('base64'))).resolves.toMatchObject({ mediaType: 'image/jpeg' });
  });

  it('may be large: 2.9 MB decode piece by piece', async () => {
    const large = Buffer.concat([wave(1), Buffer.alloc(2_800_000)]);
    await expect(fromText(large.toString('base64'), 'audio')).resolves.toMatchObject({ size: large.length });
  });

  it.each([
    ['base64 of more than is taken', 'A'.repeat(4_000_004), 'input_too_large'],
    [
      'base64 with a strange character in the middle',
      `${'A'.repeat(300_000)}*${'A'.repeat(299_999)}`,
      'input_invalid',
    ],
    ['base64 with a = in the middle', `${'A'.repeat(7000)}=${'A'.repeat(6999)}`, 'input_invalid'],
    ['base64 of a wrong length', 'AAAAA', 'input_invalid'],
    ['base64 for addresses', `${'A'.repeat(5000)}-_${'A'.repeat(5000)}`, 'input_invalid'],
    ['nothing', '', 'input_invalid'],
    ['a data URL without base64', 'data:image/svg+xml,<svg/>', 'input_invalid'],
    ['a data URL without a comma', `data:${'a'.repeat(5000)}`, 'input_invalid'],
    ['a data URL of nothing', 'data:image/png;base64,', 'input_invalid'],
    ['another kind of address', 'file:///etc/passwd', 'input_invalid'],
    ['an id that nobody has', '01890000-0000-7000-8000-000000000000', 'input_not_found'],
  ])('is refused as %s', async (_, text, code) => {
    await expect(fromText(text)).rejects.toMatchObject({ code });
    expect(sut.stored()).toEqual([]);
  });

  it('may be an address', async () => {
    await using web = await HostileWeb.start();
    web.gives('/cat.png', png).gives('/page', '<html>', { 'content-type': 'image/png' });
    await expect(fromText(web.url('/cat.png'))).resolves.toMatchObject({ fileName: `${hashOf(png)}.png` });
    await expect(fromText(web.url('/page'))).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(fromText(web.url('/404'))).rejects.toMatchObject({
      code: 'input_unreachable',
      message: expect.stringContaining('404'),
    });
  });

  it('leaves nothing of an address whose content is too large or breaks off', async () => {
    await using web = await HostileWeb.start();
    web.gives('/large', Buffer.alloc(3_000_001));
    web.on('/broken', (_, response) => {
      response.writeHead(200, { 'content-length': '99999' });
      response.write(png, () => response.destroy());
    });
    await expect(fromText(web.url('/large'))).rejects.toMatchObject({ code: 'input_too_large' });
    await expect(fromText(web.url('/broken'))).rejects.toMatchObject({ code: 'input_unreachable' });
    expect(sut.stored()).toEqual([]);
  });
});

describe('a path in a request', () => {
  it('may lead to a file in the folder of inputs, also by a link that stays there', async () => {
    mkdirSync(join(folder, 'cats'));
    writeFileSync(join(folder, 'cats', 'one.png'), png);
    symlinkSync(join(folder, 'cats', 'one.png'), join(folder, 'link.png'));
    for (const path of ['cats/one.png', './cats/../cats/one.png', join(folder, 'cats/one.png'), 'link.png'])
      await expect(fromText(path)).resolves.toMatchObject({ fileName: `${hashOf(png)}.png` });
  });

  it('leads nowhere else', async () => {
    writeFileSync(join(sources, 'secret.png'), png);
    writeFileSync(`${folder}-beside.png`, png);
    symlinkSync(join(sources, 'secret.png'), join(folder, 'out.png'));
    symlinkSync(sources, join(folder, 'out.d'));
    symlinkSync('loop.png', join(folder, 'loop.png'));
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    mkdirSync(join(folder, 'folder.png'));
    for (const path of [
      '../secret.png',
      '../../../../etc/passwd.',
      join(sources, 'secret.png'),
      `${folder}-beside.png`,
      'out.png',
      'out.d/secret.png',
      'loop.png',
      'pipe.png',
      'folder.png',
      '.',
      '..',
      'none.png',
      'none.png\0.png',
      'a.'.repeat(2040),
      '/dev/zero.',
      '/proc/self/../self/environ.',
    ])
      await expect(fromText(path)).rejects.toMatchObject({
        code: 'input_invalid',
        message: expect.stringMatching(/no such file/),
      });
    rmSync(`${folder}-beside.png`);
    expect(sut.stored()).toEqual([]);
  });

  it('is refused where no folder is set', async () => {
    await using bare = await InputBench.start();
    const signal = new AbortController().signal;
    await expect(
      bare.inputs.fromText('ann', '/etc/hostname.png', { role: 'image', signal }),
    ).rejects.toMatchObject({ code: 'input_invalid', message: expect.stringContaining('INPUT_DIR') });
  });
});

describe('the uploads of one key', () => {
  it('are so many at most, also after a restart; those of others do not count', async () => {
    await using bench = await InputBench.start({ env: { UPLOADS_MAX: '2' } });
    const send = (content: Uint8Array, owner = 'ann') => bench.inputs.upload(owner, { content: [content] });
    const first = await send(png);
    await send(jpg);
    const files = bench.stored();
    await expect(send(wave(1))).rejects.toMatchObject({
      code: 'input_limit',
      message: expect.stringMatching(/UPLOADS_MAX/) as string,
    });
    expect(bench.stored()).toEqual(files);
    await send(wave(1), 'bob');
    await bench.inputs.remove('ann', first.id);
    await send(wave(2));
    bench.module.get(UploadQuota, { strict: false }).forget();
    await expect(send(wave(3))).rejects.toMatchObject({ code: 'input_limit' });
  });

  it('are so large together at most, however many come at once', async () => {
    // A second of sound is 16 kB.
    await using bench = await InputBench.start({ env: { UPLOADS_GB: '0.00004' } });
    const sounds = [1, 2, 3, 4, 5].map((value) => Buffer.concat([wave(1), Buffer.alloc(value * 2)]));
    const sent = await Promise.allSettled(
      sounds.map((content) => bench.inputs.upload('ann', { content: [content] })),
    );
    const refused = sent.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({ reason: { code: 'input_limit' } });
    expect(bench.stored().filter((path) => path.endsWith('.wav'))).toHaveLength(2);
  });
});

describe('what came with a request that failed', () => {
  const take = (content: Uint8Array, role: InputRole) => sut.inputs.fromUpload(role, { content: [content] });

  it('goes again, if it was not there before and nobody used it since', async () => {
    sut.references.add(() => new Set());
    await upload(png);
    const files = sut.stored();
    await sut.inputs.giveBack([await take(wave(1), 'audio'), await take(png, 'image')]);
    expect(sut.stored()).toEqual(files);
    const sound = await take(wave(1), 'audio');
    await upload(wave(1));
    await sut.inputs.giveBack([sound]);
    expect(sut.stored()).toContain(`${sound.fileName.slice(0, 2)}/${sound.fileName}`);
  });

  it('stays as long as a job needs it, or nobody knows that', async () => {
    const sound = await take(wave(1), 'audio');
    const path = `${sound.fileName.slice(0, 2)}/${sound.fileName}`;
    await sut.inputs.giveBack([sound]);
    expect(sut.stored()).toContain(path);
    let needed = new Set([sound.fileName]);
    sut.references.add(() => needed);
    await sut.inputs.giveBack([sound]);
    expect(sut.stored()).toContain(path);
    needed = new Set();
    await sut.inputs.giveBack([sound]);
    expect(sut.stored()).not.toContain(path);
  });

  it('goes at once where it is of another kind than needed', async () => {
    const files = sut.stored();
    await expect(take(png, 'audio')).rejects.toMatchObject({ code: 'input_invalid' });
    expect(sut.stored()).toEqual(files);
  });
});
