import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { EndInSight } from './end-in-sight.js';
import { RecentRuns } from './poll-rhythm.js';

const SHAPE = 'text-to-video 480 832 81 30';

describe('EndInSight', () => {
  let clock: ManualClock;
  let slot: { recent: RecentRuns; keepsQueue: boolean; inLine: number; parts: { clock: ManualClock } };
  let told: [number, boolean][];
  let sut: EndInSight;

  beforeEach(() => {
    clock = new ManualClock();
    slot = { recent: new RecentRuns(), keepsQueue: true, inLine: 1, parts: { clock } };
    told = [];
    const startedAt = clock.now();
    sut = new EndInSight(slot, SHAPE, (isInSight) => told.push([clock.now() - startedAt, isInSight]));
  });
  const knows = (...runs: number[]) => {
    for (const runMs of runs) slot.recent.add(SHAPE, runMs);
  };

  it('tells the end a twentieth of a run before the shortest one would end', () => {
    knows(10_000, 10_400);
    sut.began();
    clock.advance(9499);
    expect(told).toEqual([]);

    clock.advance(1);
    expect(told).toEqual([[9500, true]]);
  });

  it('tells it no more than a second ahead, however long runs are', () => {
    knows(600_000);
    sut.began();
    clock.advance(600_000);
    expect(told).toEqual([[599_000, true]]);
  });

  it('takes its word back when the run outlasts all others', () => {
    knows(10_000, 10_400);
    sut.began();
    clock.advance(60_000);
    expect(told).toEqual([
      [9500, true],
      [10_900, false],
    ]);
  });

  it('says nothing more once the run is over', () => {
    knows(10_000);
    sut.began();
    clock.advance(9600);
    sut[Symbol.dispose]();
    clock.advance(60_000);
    expect(told).toEqual([[9500, true]]);
  });

  it('counts from the first time that the run was seen at work', () => {
    knows(1000);
    sut.began();
    clock.advance(500);
    sut.began();
    clock.advance(450);
    expect(told).toEqual([[950, true]]);
  });

  it.each<[string, () => void]>([
    ['no run of this shape was seen on this server', () => undefined],
    ['runs differ much', () => knows(10_000, 12_000)],
    [
      'the server keeps no queue',
      () => {
        knows(1000);
        slot.keepsQueue = false;
      },
    ],
    [
      'another job is there already',
      () => {
        knows(1000);
        slot.inLine = 2;
      },
    ],
  ])('says nothing where %s', (_, given) => {
    given();
    sut.began();
    clock.advance(1e6);
    expect(told).toEqual([]);
  });
});
