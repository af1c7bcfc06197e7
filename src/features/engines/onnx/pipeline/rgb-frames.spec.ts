import { describe, expect, it } from 'vitest';
import { readRgbFrames, writeRgbFrame } from './rgb-frames.js';

describe('writeRgbFrame', () => {
  it('interleaves the channels of the frame that was asked for', () => {
    // [3 channels, 2 frames, 1 row, 2 columns]; every value names its place.
    const level = (byte: number) => (byte / 255) * 2 - 1;
    const sample = new Float32Array([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24].map(level));
    const target = new Uint8Array(6);
    writeRgbFrame({ sample, width: 2, height: 1, numFrames: 2 }, 1, target);
    expect([...target]).toEqual([3, 13, 23, 4, 14, 24]);
  });

  it('clamps what is outside of -1..1 and makes NaN black', () => {
    const target = new Uint8Array(3);
    writeRgbFrame(
      { sample: new Float32Array([-7, 9, Number.NaN]), width: 1, height: 1, numFrames: 1 },
      0,
      target,
    );
    expect([...target]).toEqual([0, 255, 0]);
  });

  it('rounds halves to even', () => {
    // Values that give exactly 100.5, 127.5 and 254.5 in float32.
    const sample = new Float32Array([-0.21176469326019287, 0, 0.996078372001648]);
    const target = new Uint8Array(3);
    writeRgbFrame({ sample, width: 1, height: 1, numFrames: 1 }, 0, target);
    expect([...target]).toEqual([100, 128, 254]);
  });
});

describe('readRgbFrames', () => {
  async function* frames(count: number) {
    await Promise.resolve();
    // One pixel: its number, and its number again.
    for (let number = 0; number < count; number += 1) yield Uint8Array.of(number, 255, number);
  }
  const read = async (available: number, numFrames: number) => {
    const pieces: number[][] = [];
    for await (const { values, count } of readRgbFrames(frames(available), {
      width: 1,
      height: 1,
      numFrames,
      later: 4,
    }))
      pieces.push([...values.subarray(0, count)].map((value) => Math.round((value + 1) * 127.5)));
    return pieces;
  };

  it('gives the first frame alone, then four at a time, and no more than asked for', async () => {
    expect(await read(30, 9)).toEqual([[0], [1, 2, 3, 4], [5, 6, 7, 8]]);
    expect(await read(30, 1)).toEqual([[0]]);
  });

  it('repeats the last frame where there are too few', async () => {
    expect(await read(3, 9)).toEqual([[0], [1, 2, 2, 2], [2, 2, 2, 2]]);
  });

  it('needs one frame at least', async () => {
    await expect(read(0, 5)).rejects.toThrow('no frame');
  });
});
