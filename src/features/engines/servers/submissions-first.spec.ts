import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { SubmissionsFirst } from './submissions-first.js';

describe('SubmissionsFirst', () => {
  let clock: ManualClock;
  let sut: SubmissionsFirst;
  let hasPassed: boolean;

  beforeEach(() => {
    clock = new ManualClock();
    sut = new SubmissionsFirst(clock);
    hasPassed = false;
  });
  const wait = async () => {
    void sut.passed().then(() => (hasPassed = true));
    await nextTurn();
    await nextTurn();
  };

  it('lets a transfer go where nothing is submitted', async () => {
    await wait();
    expect(hasPassed).toBe(true);
  });

  it('keeps it back until every submission is through, also one that begins a little later', async () => {
    const one = sut.begin();
    const waiting = wait();
    const other = sut.begin();
    await waiting;
    one[Symbol.dispose]();
    await nextTurn();
    expect(hasPassed).toBe(false);

    other[Symbol.dispose]();
    await nextTurn();
    expect(hasPassed).toBe(true);
  });

  it('does not keep it back for long: a slow server is not this process', async () => {
    sut.begin();
    await wait();
    clock.advance(99);
    await nextTurn();
    expect(hasPassed).toBe(false);

    clock.advance(1);
    await nextTurn();
    expect(hasPassed).toBe(true);
  });
});
