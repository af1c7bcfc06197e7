import { describe, expect, it } from 'vitest';
import { DeviceHealth } from './device-health.js';

describe('the health of a device', () => {
  it('ends in quarantine with the third failure in a row, not before', () => {
    const sut = new DeviceHealth();
    sut.failed('a', false, 0);
    sut.failed('b', false, 0);
    sut.succeeded('shape', 10);
    sut.failed('c', false, 0);
    sut.failed('d', false, 0);
    expect(sut.quarantine).toBeUndefined();

    sut.failed('e', false, 100);

    expect(sut.quarantine).toEqual({ reason: 'e', until: 1100 });
  });

  it('ends there at once when the device itself broke', () => {
    const sut = new DeviceHealth();
    sut.failed('fell off the bus', true, 0);

    expect(sut.quarantine?.reason).toBe('fell off the bus');
  });

  it('makes quarantines twice as long each time, up to five minutes, until a job succeeds', () => {
    const sut = new DeviceHealth();
    const pauses = Array.from({ length: 12 }, () => {
      sut.release();
      sut.failed('again', true, 0);
      return sut.quarantine?.until;
    });
    expect(pauses.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(pauses.at(-1)).toBe(300_000);

    sut.release();
    sut.succeeded('shape', 10);
    sut.failed('again', true, 0);

    expect(sut.quarantine?.until).toBe(1000);
  });

  it('starts to count failures anew after a probe went well', () => {
    const sut = new DeviceHealth();
    sut.failed('a', true, 0);
    sut.release();
    sut.failed('b', false, 0);

    expect([sut.failures, sut.quarantine]).toEqual([1, undefined]);
  });

  it('remembers the ten newest runs of each shape, and the fifty shapes used last', () => {
    const sut = new DeviceHealth();
    for (let run = 1; run <= 12; run += 1) sut.succeeded('old', run);
    expect(sut.runsOf('old')).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    for (let shape = 1; shape < 50; shape += 1) sut.succeeded(`shape ${shape}`, 1);
    sut.succeeded('old', 13);

    sut.succeeded('newest', 1);

    expect([sut.runsOf('old').length, sut.runsOf('shape 1')]).toEqual([10, []]);
  });

  it('does not learn from the length of a run that it saw only the end of', () => {
    const sut = new DeviceHealth();
    sut.failed('a', false, 0);
    sut.succeeded(undefined, 5);

    expect([sut.failures, sut.recentRunMs]).toEqual([0, []]);
  });
});
