import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { KeyGate } from './key-gate.js';

const OPTIONS = { concurrency: 4, mostConcurrent: 8, adapts: true, retryDelayMs: 1000 };
const gate = (options: Partial<typeof OPTIONS> = {}, random = () => 0.5) =>
  new KeyGate(new ManualClock(), { ...OPTIONS, ...options }, random);

describe('the allowance of a key', () => {
  it('is halved by a refusal, and never below one', () => {
    const sut = gate();
    const limits = Array.from({ length: 4 }, () => {
      sut.refused(undefined);
      return sut.limit;
    });

    expect(limits).toEqual([2, 1, 1, 1]);
  });

  it('grows by about one with as many successes as are allowed at once, up to its most', () => {
    const sut = gate();
    for (let count = 0; count < 5; count += 1) sut.succeeded();
    expect(sut.limit).toBe(5);

    for (let count = 0; count < 100; count += 1) sut.succeeded();
    expect(sut.limit).toBe(8);
  });

  it('stays where it is set when it does not adapt', () => {
    const sut = gate({ adapts: false });
    sut.refused(undefined);
    sut.succeeded();

    expect([sut.limit, sut.reserve(), sut.reserve()]).toEqual([4, 0, 0]);
  });

  it('rests twice as long with every refusal in a row, and a success ends the row', () => {
    const sut = gate();
    expect([sut.refused(undefined), sut.refused(undefined), sut.refused(undefined)]).toEqual([
      1000, 2000, 4000,
    ]);

    sut.succeeded();
    expect(sut.refused(undefined)).toBe(1000);
  });

  it('rests at least as long as the server wishes, and a minute at most', () => {
    expect(gate().refused(7000)).toBe(7000);
    expect(gate().refused(3_600_000)).toBe(60_000);
  });

  it.each([
    [0, 750],
    [1, 1250],
  ])('spreads the rest by a quarter to both sides (%d)', (random, expected) => {
    expect(gate({}, () => random).refused(undefined)).toBe(expected);
  });

  it('keeps requests apart after a refusal, less with each success', () => {
    const sut = gate();
    sut.refused(undefined);
    sut.reserve();
    expect(sut.reserve()).toBe(1000);

    for (let count = 0; count < 10; count += 1) sut.succeeded();
    sut.reserve();
    expect(sut.reserve()).toBeLessThan(2001);
  });
});
