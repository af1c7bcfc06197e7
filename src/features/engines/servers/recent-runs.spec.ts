import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RecentRuns } from './recent-runs.js';

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

  it('tells all who listen of each run, one after the other', async () => {
    const sut = new RecentRuns();
    const told: string[] = [];
    for (const name of ['one', 'other']) sut.whenAdded((shape) => told.push(`${name} ${shape}`));
    sut.add('a', 1);
    expect(told).toEqual([]);
    await nextTurn();
    expect(told).toEqual(['one a']);
    await nextTurn();
    expect(told).toEqual(['one a', 'other a']);
  });

  it('tells nobody who has ceased to listen meanwhile', async () => {
    const sut = new RecentRuns();
    const told: string[] = [];
    const stop = sut.whenAdded((shape) => told.push(shape));
    sut.add('a', 1);
    stop();
    await nextTurn();
    await nextTurn();
    expect(told).toEqual([]);
  });
});
