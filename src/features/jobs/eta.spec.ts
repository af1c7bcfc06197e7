import { describe, expect, it } from 'vitest';
import { etaOfRunning, etaOfWaiting } from './eta.js';

describe('an ETA', () => {
  it('is not guessed where there is nothing to go by', () => {
    expect(etaOfRunning([], 1000)).toBeUndefined();
    expect(etaOfWaiting([], 1, 2)).toBeUndefined();
    expect(etaOfWaiting([1000], 1, 0)).toBeUndefined();
  });

  it('of a running job is what is left of the shortest and the longest run, never negative', () => {
    expect(etaOfRunning([10_000, 20_000, 15_000], 5000)).toEqual({ low: 5, high: 15 });
    expect(etaOfRunning([10_000, 20_000], 12_000)).toEqual({ low: 0, high: 8 });
  });

  it('of a waiting job counts whole rounds before it', () => {
    expect(etaOfWaiting([10_000, 20_000], 1, 2)).toEqual({ low: 10, high: 40 });
    expect(etaOfWaiting([10_000, 20_000], 2, 2)).toEqual({ low: 10, high: 40 });
    expect(etaOfWaiting([10_000, 20_000], 3, 2)).toEqual({ low: 20, high: 60 });
  });
});
