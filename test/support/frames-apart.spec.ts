import { describe, expect, it } from 'vitest';
import { framesApart, mostApart, type ShownFrame } from './frames-apart.js';

/** A frame every 40 ms, beginning with the first one, all of them reported. */
const steady = (frames: number, lateMs = 0): ShownFrame[] =>
  Array.from({ length: frames }, (_, frame) => ({ at: frame * 40 + lateMs, frame, count: frame + 1 }));

describe('framesApart', () => {
  it('finds nothing between videos that show the same at the same moments', () => {
    expect(framesApart([steady(10), steady(10)], 10)).toEqual({
      apart: 0,
      samples: 10,
      outOfSync: 0,
      furthest: 9,
    });
  });

  it('takes moments within a millisecond for one picture', () => {
    expect(framesApart([steady(10), steady(10, 0.9)], 10)).toMatchObject({ apart: 0, samples: 10 });
  });

  it('finds a video that stays behind', () => {
    const late = steady(10).map((shown) => ({ ...shown, frame: Math.max(0, shown.frame - 3) }));
    expect(framesApart([steady(10), late], 100)).toMatchObject({ apart: 3, outOfSync: 8 });
  });

  it('says nothing of moments at which a frame was shown that nobody was told of', () => {
    const gap = steady(10).filter(({ frame }) => frame < 4 || frame > 6);
    const { apart, samples } = framesApart([steady(10), gap], 10);
    expect([apart, samples]).toEqual([0, 7]);
  });

  it('begins once each of them has shown something', () => {
    expect(framesApart([steady(10), steady(10).slice(5)], 10)).toMatchObject({ apart: 0, samples: 5 });
    expect(framesApart([steady(10), []], 10)).toMatchObject({ samples: 0 });
  });
});

describe('mostApart', () => {
  it('counts the first frame as the one after the last', () => {
    expect(mostApart([0, 80], 81)).toBe(1);
    expect(mostApart([0, 40], 81)).toBe(40);
    expect(mostApart([79, 1], 81)).toBe(3);
  });
});
