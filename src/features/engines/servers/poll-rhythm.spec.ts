import { describe, expect, it } from 'vitest';
import { pollDelay } from './poll-rhythm.js';

const LIMITS = { first: 5, longest: 2000 };

describe('pollDelay', () => {
  it.each([
    ['a run that has just begun', 0, undefined, 8],
    ['one of which it is known that it has', 0, { shortest: 60_000, longest: 61_000 }, 5],
    ['a run of a minute', 60_000, undefined, 1190],
    ['a run of ten minutes', 600_000, undefined, 2000],
    ['a run of a second', 1000, undefined, 10],
    ['a run of eleven seconds', 11_000, undefined, 210],
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

  it('asks for a run of which nothing is known ever more rarely', () => {
    const times: number[] = [];
    for (let at = 0; at < 600_000; at += pollDelay(at, undefined, LIMITS)) times.push(at);
    const within = (from: number, to: number) => times.filter((at) => at >= from && at < to).length;
    expect([within(0, 1000), within(5000, 30_000), within(30_000, 600_000)]).toEqual([
      expect.toSatisfy((polls: number) => polls <= 125),
      expect.toSatisfy((polls: number) => polls <= 110),
      expect.toSatisfy((polls: number) => polls <= 350),
    ]);
  });
});
