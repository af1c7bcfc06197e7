import { describe, expect, it } from 'vitest';
import { parseRange as sut, RangeNotSatisfiableError, rangeApplies } from './byte-range.js';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['Bytes= 5-6 ', { start: 5, end: 6 }],
    ['bytes=0-99999999999999999999', { start: 0, end: 99 }],
  ])('reads %j of 100 bytes', (header, range) => {
    expect(sut(header, 100)).toEqual(range);
  });

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=a-b',
    'bytes=0x1-2',
    'lines=0-1',
    'bytes=0-1,5-6',
    'bytes=0-1,',
    `bytes=0-${'9'.repeat(1000)}`,
  ])('takes %j for the whole', (header) => {
    expect(sut(header, 100)).toBeUndefined();
  });

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=99999999999999999999-'])(
    'refuses %j of 100 bytes and tells the size',
    (header) => {
      const refused = () => sut(header, 100);
      expect(refused).toThrow(RangeNotSatisfiableError);
      expect(refused).toThrow(expect.objectContaining({ code: 'range_not_satisfiable', size: 100 }));
    },
  );
});

describe('rangeApplies', () => {
  it.each([
    [undefined, true],
    ['"abc"', true],
    [' "abc" ', true],
    ['"abd"', false],
    ['W/"abc"', false],
    ['Sat, 21 Nov 2026 00:00:00 GMT', false],
    ['', false],
  ])('says for If-Range %j: %j', (ifRange, applies) => {
    expect(rangeApplies(ifRange, '"abc"')).toBe(applies);
  });
});
