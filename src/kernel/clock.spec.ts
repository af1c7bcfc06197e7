import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from './clock.js';

describe('the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back once, after the delay, unless it was cancelled', () => {
    const called: string[] = [];
    const sut = new SystemClock();
    sut.schedule(1000, () => called.push('kept'));
    sut.schedule(1000, () => called.push('cancelled'))();

    vi.advanceTimersByTime(999);
    expect(called).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(called).toEqual(['kept']);
  });

  it('does not fire a timer of years at once', () => {
    let isCalled = false;
    new SystemClock().schedule(31_536_000_000, () => {
      isCalled = true;
    });

    vi.advanceTimersByTime(1000);

    expect(isCalled).toBe(false);
  });
});
