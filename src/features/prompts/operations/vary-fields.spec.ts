import { describe, expect, it } from 'vitest';
import { fieldsToVary as sut, VARIABLE_FIELDS } from './vary-fields.js';

describe('what to vary', () => {
  it.each([
    [['time_of_day'], ['time_of_day']],
    [['camera.angle'], ['camera.angle']],
    [['angle'], ['camera.angle']],
    [
      ['location', 'colors'],
      ['setting.location', 'palette'],
    ],
    [['lighting'], VARIABLE_FIELDS.filter((path) => path.startsWith('lighting.'))],
    [[], []],
  ])('may be called %j', (names, fields) => {
    expect(sut(names)).toEqual(fields);
  });

  it.each([['subjects'], ['protected'], ['__proto__'], ['constructor'], ['technical.seed'], ['x']])(
    'is refused by the name %j',
    (name) => {
      expect(() => sut(['mood', name])).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          problems: [expect.objectContaining({ path: 'vary.1' })],
        }),
      );
    },
  );
});
