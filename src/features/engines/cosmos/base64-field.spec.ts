import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Field } from './base64-field.js';

async function* cutEvery(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 7): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of base64Field(cutEvery(text, size), ['b64_video', 'b64_image'])) parts.push(part);
  return Buffer.concat(parts);
}

describe('a base64 field', () => {
  it('is found and decoded wherever the answer is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 90 }),
        async (content, size) => {
          const bytes = Buffer.from(content);
          const text = JSON.stringify({
            seed: 4,
            note: 'ü"b64',
            b64_video: bytes.toString('base64'),
            more: [1],
          });
          expect((await read(text, size)).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('may be a data URL', async () => {
    expect((await read('{"b64_video": "data:video/mp4;base64,aGFsbG8="}')).toString()).toBe('hallo');
  });

  it('may have its slashes escaped', async () => {
    const bytes = Buffer.from([255, 255, 255, 255, 255, 255]);
    expect(await read(`{"b64_video":"${bytes.toString('base64').replaceAll('/', '\\/')}"}`, 3)).toEqual(
      bytes,
    );
  });

  it('that is not there gives nothing', async () => {
    expect((await read('{"detail":"no video today"}')).length).toBe(0);
  });

  it.each([
    ['{"b64_video":"<script>"}', 'not base64'],
    ['{"b64_video":"aGFsbG8=', 'ends in the middle'],
  ])('that is damaged is an error: %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
