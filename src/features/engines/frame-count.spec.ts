import { describe, expect, it } from 'vitest';
import { framesFor, secondsOf } from './frame-count.js';

const WAN = { min: 5, max: 81, multipleOf: 4, plus: 1 };
const TINY = { min: 5, max: 17, multipleOf: 4, plus: 1 };

describe('framesFor', () => {
  it.each([
    [5, 16, WAN, 81],
    [2, 8, TINY, 17],
    [1, 8, TINY, 9],
    [0.5, 8, TINY, 5],
    [4, 24, { min: 96, max: 288, multipleOf: 96 }, 96],
    [8, 24, { min: 96, max: 288, multipleOf: 96 }, 192],
    [3, 10, { min: 1, max: 100 }, 30],
    [0.35, 10, { min: 1, max: 100 }, 4],
  ])('makes %d s at %d fps the nearest number that the engine takes', (seconds, fps, range, frames) => {
    expect(framesFor(seconds, fps, range)).toBe(frames);
  });

  it('takes the one clip of an engine that has only one, for its length', () => {
    expect(framesFor(5, 16, { min: 81, max: 81 })).toBe(81);
    expect(framesFor(4, 16, { min: 81, max: 81 })).toMatchObject({ kind: 'too-short', limit: 5 });
  });

  it('names the longest clip where a longer one is wanted', () => {
    expect(framesFor(4, 8, TINY)).toEqual({ kind: 'too-long', limit: 2, numFrames: 17 });
    expect(framesFor(2.5, 8, TINY)).toMatchObject({ kind: 'too-long' });
  });

  it('names the shortest clip where a shorter one is wanted', () => {
    expect(framesFor(1, 24, { min: 96, max: 288, multipleOf: 96 })).toEqual({
      kind: 'too-short',
      limit: 4,
      numFrames: 96,
    });
  });

  it('never leaves the range of the engine where its ends are off its grid', () => {
    expect(framesFor(1, 8, { min: 6, max: 18, multipleOf: 4, plus: 1 })).toBe(9);
    expect(framesFor(2, 8, { min: 6, max: 18, multipleOf: 4, plus: 1 })).toBe(17);
  });
});

describe('secondsOf', () => {
  it.each([
    [17, 8, 2],
    [81, 16, 5],
    [96, 24, 4],
    [5, 8, 0.625],
    [1, 24, 0.042],
    [10, 3, 3],
  ])('calls %d frames at %d fps %d seconds', (frames, fps, seconds) => {
    expect(secondsOf(frames, fps)).toBe(seconds);
  });

  it('gives back the length that was asked for', () => {
    for (const seconds of [1, 2, 3, 4, 5])
      expect(secondsOf(framesFor(seconds, 16, WAN) as number, 16)).toBe(seconds);
  });
});
