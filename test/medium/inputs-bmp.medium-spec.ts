import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inputPath } from '../../src/features/inputs/index.js';
import { BMP_HEIGHT, BMP_WIDTH, BMPS } from '../support/bmp-samples.js';
import { InputBench } from '../support/input-bench.js';

let sut: InputBench;
beforeEach(async () => {
  sut = await InputBench.start({ env: { MAX_IMAGE_PIXELS: '1000000' } });
});
afterEach(() => sut[Symbol.asyncDispose]());

const upload = (content: Uint8Array) => sut.inputs.upload('ann', { content: [content] });
const contents = () => sut.stored().filter((path) => !path.endsWith('.json'));
const [, bmp] = BMPS[0]!;

/** The same file with another number in its head. */
function withNumber(at: number, value: number): Buffer {
  const file = Buffer.from(bmp);
  file.writeInt32LE(value, at);
  return file;
}

describe('a BMP', () => {
  it.each(BMPS)('with %s is kept as a PNG with the same pixels', async (_, file, pixels) => {
    const { input } = await upload(file);
    expect(input).toMatchObject({
      kind: 'image',
      mediaType: 'image/png',
      width: BMP_WIDTH,
      height: BMP_HEIGHT,
    });
    const kept = readFileSync(inputPath(join(sut.folder, 'data'), input));
    expect(kept.length).toBe(input.size);
    const { data, info } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ format: 'raw', channels: 3 });
    expect(data.equals(pixels)).toBe(true);
    expect(contents()).toHaveLength(1);
  });

  it('that is sent again is the same content', async () => {
    const first = await upload(bmp);
    const second = await upload(bmp);
    expect(second.input).toEqual(first.input);
    expect(contents()).toHaveLength(1);
  });

  it.each([2, 20, 30, 60, bmp.length - 1])('of which only %d bytes came is refused', async (length) => {
    await expect(upload(bmp.subarray(0, length))).rejects.toMatchObject({ code: 'input_invalid' });
    expect(sut.stored()).toEqual([]);
  });

  it.each([
    ['more pixels than are taken', withNumber(18, 1_000_000_000), 'input_too_large'],
    ['more pixels than are taken, from top to bottom', withNumber(22, -1_000_000_000), 'input_too_large'],
    ['no width', withNumber(18, 0), 'input_invalid'],
    ['a width below nothing', withNumber(18, -7), 'input_invalid'],
    ['more rows than it holds', withNumber(22, 500), 'input_invalid'],
    ['a compression that nobody knows', withNumber(30, 77), 'input_invalid'],
    ['pixels that begin behind its end', withNumber(10, 100_000), 'input_invalid'],
  ])('that claims %s is refused, and leaves nothing behind', async (_, file, code) => {
    await expect(upload(file)).rejects.toMatchObject({ code });
    expect(sut.stored()).toEqual([]);
    // The process that looked at it goes on.
    expect((await upload(bmp)).input.mediaType).toBe('image/png');
  });
});
