import { describe, expect, it } from 'vitest';
import { bool, type FieldError, float, int, orNull, type Reader, within } from './lax-fields.js';

function read<T>(reader: Reader<T>, value: unknown): T | string | undefined {
  const errors: FieldError[] = [];
  const found = reader(value, ['body', 'x'], errors);
  return errors[0]?.type ?? found;
}

describe('a value as pydantic reads it', () => {
  it.each<[unknown, unknown]>([
    [42, 42],
    ['42', 42],
    [' 42 ', 42],
    ['1_000', 1000],
    ['42.0', 42],
    [42.0, 42],
    [true, 1],
    [4.5, 'int_from_float'],
    ['4.5', 'int_parsing'],
    ['', 'int_parsing'],
    [null, 'int_type'],
    [[], 'int_type'],
  ])('as a whole number: %j is %j', (value, expected) => {
    expect(read(int, value)).toBe(expected);
  });

  it.each<[unknown, unknown]>([
    ['6.5', 6.5],
    ['1e1', 10],
    [false, 0],
    ['nan', 'float_parsing'],
    ['0x10', 'float_parsing'],
    [{}, 'float_type'],
  ])('as a number: %j is %j', (value, expected) => {
    expect(read(float, value)).toBe(expected);
  });

  it.each<[unknown, unknown]>([
    ['yes', true],
    ['OFF', false],
    [1, true],
    [2, 'bool_parsing'],
    ['', 'bool_parsing'],
    [null, 'bool_type'],
  ])('as yes or no: %j is %j', (value, expected) => {
    expect(read(bool, value)).toBe(expected);
  });

  it('within bounds that belong to it', () => {
    const sut = within(int, { ge: 10, le: 100 });
    expect([10, 100, '10'].map((value) => read(sut, value))).toEqual([10, 100, 10]);
    expect([9, 101, 10.5].map((value) => read(sut, value))).toEqual([
      'greater_than_equal',
      'less_than_equal',
      'int_from_float',
    ]);
    expect(read(orNull(sut), null)).toBeNull();
  });
});
