import { describe, expect, it } from 'vitest';
import { pollDelay, RecentRuns } from './poll-rhythm.js';

const LIMITS = { first: 5, longest: 2000 };

describe('pollDelay', () => {
  it.each([
    ['a run that has just begun', 0, undefined, 5],
    ['a run of a minute', 60_000, undefined, 2000],
    ['a run of ten seconds', 10_000, undefined, 500],
    ['one that will take long', 30_000, { shortest: 60_000, longest: 61_000 }, 2000],
    ['one that may end sooner than others did', 300, { shortest: 60_000, longest: 61_000 }, 30],
    ['one that is nearly done', 59_000, { shortest: 60_000, longest: 60_000 }, 500],
    ['one that should be done now', 60_000, { shortest: 60_000, longest: 60_000 }, 5],
    ['one that takes longer than it used to', 70_000, { shortest: 60_000, longest: 60_000 }, 500],
    ['one that has never ended in time', 1e9, { shortest: 1, longest: 1 }, 2000],
  ])('for %s', (_, runningMs, expected, delay) => expect(pollDelay(runningMs, expected, LIMITS)).toBe(delay));

  it('finds the end of steady runs with few polls', () => {
    let polls = 0;
    let at = 0;
    for (; at < 600_000; polls += 1) at += pollDelay(at, { shortest: 600_000, longest: 600_000 }, LIMITS);
    expect([polls < 400, at - 600_000 <= 10]).toEqual([true, true]);
  });
});

describe('RecentRuns', () => {
  it('knows the last eight runs of a shape, and no other shape', () => {
    const sut = new RecentRuns();
    sut.add('a', 1);
    for (let run = 0; run < 8; run += 1) sut.add('a', 100 + run);
    expect([sut.rangeOf('a'), sut.rangeOf('b')]).toEqual([{ shortest: 100, longest: 107 }, undefined]);
  });

  it('forgets shapes that were not seen for long', () => {
    const sut = new RecentRuns();
    for (let shape = 0; shape < 300; shape += 1) sut.add(String(shape), 1);
    expect([sut.rangeOf('0'), sut.rangeOf('299')]).toEqual([undefined, { shortest: 1, longest: 1 }]);
  });
});
