import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { EndInSight } from './end-in-sight.js';
import { RecentRuns } from './recent-runs.js';

const SHAPE = 'text-to-video 480 832 81 30';

describe('EndInSight', () => {
  let clock: ManualClock;
  let slot: { recent: RecentRuns; keepsQueue: boolean; inLine: number; parts: { clock: ManualClock } };
  let fleet: RecentRuns;
  let told: [number, boolean][];
  let sut: EndInSight;

  beforeEach(() => {
    clock = new ManualClock();
    slot = { recent: new RecentRuns(), keepsQueue: true, inLine: 1, parts: { clock } };
    fleet = new RecentRuns();
    told = [];
    const startedAt = clock.now();
    sut = new EndInSight(slot, fleet, SHAPE, (isInSight) => told.push([clock.now() - startedAt, isInSight]));
  });
  const knows = (...runs: number[]) => {
    for (const runMs of runs) slot.recent.add(SHAPE, runMs);
  };
  /** On another server. */
  const ended = async (runMs: number, shape = SHAPE) => {
    fleet.add(shape, runMs);
    await nextTurn();
    await nextTurn();
  };

  it('tells the end a tenth of a run before the shortest one would end', () => {
    knows(10_000, 10_400);
    sut.began();
    clock.advance(8999);
    expect(told).toEqual([]);

    clock.advance(1);
    expect(told).toEqual([[9000, true]]);
  });

  it('tells it no more than a second ahead, however long runs are', () => {
    knows(600_000);
    sut.began();
    clock.advance(600_000);
    expect(told).toEqual([[599_000, true]]);
  });

  it.each([
    [500, 400],
    [800, 650],
    [1200, 1050],
    [3000, 2700],
  ])('tells it early enough for a turn also where a run takes %i ms', (runMs, toldAt) => {
    knows(runMs);
    sut.began();
    clock.advance(runMs);
    expect(told).toEqual([[toldAt, true]]);
  });

  it('takes its word back when the run outlasts all others', () => {
    knows(10_000, 10_400);
    sut.began();
    clock.advance(60_000);
    expect(told).toEqual([
      [9000, true],
      [11_400, false],
    ]);
  });

  it('says nothing more once the run is over', async () => {
    knows(10_000);
    sut.began();
    clock.advance(9600);
    sut[Symbol.dispose]();
    clock.advance(60_000);
    await ended(70_000);
    expect(told).toEqual([[9000, true]]);
  });

  it('counts from the first time that the run was seen at work', () => {
    knows(1000);
    sut.began();
    clock.advance(500);
    sut.began();
    clock.advance(400);
    expect(told).toEqual([[850, true]]);
  });

  it('goes by the other servers where this one has done nothing of the shape', () => {
    for (const runMs of [10_000, 10_400]) fleet.add(SHAPE, runMs);
    sut.began();
    clock.advance(60_000);
    expect(told).toEqual([
      [9000, true],
      [11_400, false],
    ]);
  });

  it('goes by this server alone where it has done two', async () => {
    fleet.add(SHAPE, 5000);
    knows(10_000, 10_000);
    sut.began();
    clock.advance(9500);
    await ended(5000);
    expect(told).toEqual([[9000, true]]);
  });

  it('does not go by a single run of its own where others differ', async () => {
    knows(10_000);
    fleet.add(SHAPE, 10_000);
    sut.began();
    clock.advance(5000);
    await ended(5000);
    clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('tells it at once when a run that began with this one ends elsewhere', async () => {
    sut.began();
    clock.advance(10_000);
    await ended(10_000, 'another shape');
    expect(told).toEqual([]);

    await ended(10_000);
    clock.advance(60_000);
    expect(told).toEqual([
      [10_000, true],
      [11_000, false],
    ]);
  });

  it('says nothing of a run that has outlasted the others when they become known', async () => {
    sut.began();
    clock.advance(30_000);
    await ended(10_000);
    clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('tells the end with the last step, where it knows nothing else, and for a fifth of what has passed', () => {
    sut.began();
    for (let step = 1; step <= 20; step += 1) {
      clock.advance(500);
      sut.stepped({ stage: 'denoising', fraction: step / 25, step, totalSteps: 20 });
    }
    clock.advance(60_000);
    expect(told).toEqual([
      [10_000, true],
      [12_000, false],
    ]);
  });

  it('goes by known runs where there are any, whatever the steps say', () => {
    knows(10_000);
    sut.began();
    clock.advance(1000);
    sut.stepped({ stage: 'denoising', fraction: 0.5, step: 4, totalSteps: 4 });
    expect(told).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['no run of this shape was seen anywhere', () => undefined],
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
