import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.js';

const pauses = (sut: BackOff, wished: number, times: number) =>
  Array.from({ length: times }, () => {
    sut.begin('full', wished, 0);
    const { until } = sut.current ?? { until: NaN };
    sut.end();
    return until;
  });

describe('the pause of a device whose server is full', () => {
  it('is what the server wished, up to five minutes', () => {
    expect(pauses(new BackOff(), 10_000, 2)).toEqual([10_000, 10_000]);
    expect(pauses(new BackOff(), 1e12, 1)).toEqual([300_000]);
  });

  it.each([0, -5, Number.NaN, Infinity])(
    'doubles from half a second where the server wishes %d',
    (wished) => {
      const told = pauses(new BackOff(), wished, 9);
      expect(told.slice(0, 3)).toEqual([500, 1000, 2000]);
      expect(told.at(-1)).toBe(30_000);
    },
  );

  it('begins anew after a job that was done', () => {
    const sut = new BackOff();
    pauses(sut, 0, 5);
    sut.forget();

    expect(pauses(sut, 0, 1)).toEqual([500]);
  });
});
