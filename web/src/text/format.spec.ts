import { describe, expect, it } from 'vitest';
import { clock, duration, etaRange, fileSize, moment, rangeText, stageText } from './format.js';

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [200, '3:20'],
    [3729, '1:02:09'],
    [-5, '0:00'],
  ])('shows %d seconds as %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});

describe('duration', () => {
  it('shows tenths where seconds would say too little', () => {
    expect([0.42, 9.94, 10, 75].map(duration)).toEqual(['0.4 s', '9.9 s', '0:10', '1:15']);
  });
});

describe('fileSize', () => {
  it('shows tenths of small ones', () => {
    expect([0, 440_000, 9_949_000, 12_400_000].map(fileSize)).toEqual([
      '0.0 MB',
      '0.4 MB',
      '9.9 MB',
      '12 MB',
    ]);
  });
});

describe('etaRange', () => {
  it.each([
    [20, 30, '20 to 30 s'],
    [60, 150, '60 s to 3 min'],
    [119, 121, 'about 2 min'],
    [0, 0.4, 'about 1 s'],
    [5400, 9000, '1.5 to 2.5 h'],
  ])('shows %d..%d seconds as %s', (low, high, text) => {
    expect(etaRange({ low, high })).toBe(text);
  });
});

describe('stageText', () => {
  it('counts the steps where there are any', () => {
    expect(
      stageText({ stage: 'denoising', fraction: 0.5, step: 12, total_steps: 20, estimated: false }),
    ).toBe('denoising 12/20');
    expect(
      stageText({ stage: 'decoding', fraction: 0.9, step: null, total_steps: null, estimated: false }),
    ).toBe('decoding');
  });
});

describe('rangeText', () => {
  it.each([
    [{ min: 1, max: 50 }, '1 to 50'],
    [{ min: 8, max: 64, multiple_of: 8 }, '8 to 64, in steps of 8'],
    [{ min: 5, max: 49, multiple_of: 4, plus: 1 }, '5 to 49 (a multiple of 4, plus 1)'],
    [{ min: 64, max: 64, multiple_of: 8 }, 'only 64'],
  ])('says what %j allows', (range, text) => {
    expect(rangeText(range)).toBe(text);
  });
});

describe('moment', () => {
  it('leaves the date out today and shows it on other days', () => {
    const now = new Date(2026, 10, 21, 12, 0);
    expect(moment(new Date(2026, 10, 21, 9, 5).toISOString(), now)).not.toContain('21');
    expect(moment(new Date(2026, 10, 20, 9, 5).toISOString(), now)).toContain('20');
  });

  it('says nothing about what is no time', () => {
    expect(moment('soon', new Date())).toBe('');
  });
});
