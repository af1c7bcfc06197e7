import { describe, expect, it } from 'vitest';
import { toFrameRate } from './frame-rate.js';

describe('toFrameRate', () => {
  it.each([
    [8, 8, 1],
    [12.5, 25, 2],
    [23.976, 2997, 125],
    [24_000 / 1001, 24_000, 1001],
    [1 / 3, 1, 3],
    [60, 60, 1],
  ])('%d is %d/%d', (fps, num, den) => {
    expect(toFrameRate(fps)).toEqual({ num, den });
  });

  it('comes near where no small fraction is exact', () => {
    const { num, den } = toFrameRate(Math.PI * 5);
    expect(num / den).toBeCloseTo(Math.PI * 5, 5);
    expect(den).toBeLessThanOrEqual(1001);
  });
});
