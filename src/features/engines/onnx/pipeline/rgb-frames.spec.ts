import { describe, expect, it } from 'vitest';
import { writeRgbFrame } from './rgb-frames.js';

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
