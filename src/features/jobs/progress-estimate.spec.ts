import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateFraction } from './progress-estimate.js';

const runs = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 10 });
const elapsed = fc.integer({ min: -1000, max: 100_000_000 });

describe('an estimate of progress', () => {
  it('rises with time and never reaches one', () => {
    fc.assert(
      fc.property(runs, elapsed, elapsed, (runsMs, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map(
          (ms) => estimateFraction(runsMs, ms) ?? NaN,
        );
        expect(early).toBeGreaterThanOrEqual(0);
        expect(late).toBeGreaterThanOrEqual(early ?? NaN);
        expect(late).toBeLessThan(1);
      }),
    );
  });

  it('goes by the middle of the runs that there were, and is silent without any', () => {
    expect(estimateFraction([100, 1000, 100_000], 500)).toBeCloseTo(0.45);
    expect(estimateFraction([], 500)).toBeUndefined();
  });
});
