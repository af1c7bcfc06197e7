import { expect, it } from 'vitest';
import { sampleParameters } from '../../../../test/support/parameter-samples.js';
import { plainCopy } from './copy.js';

it('copies everything and shares nothing', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const parameters = sampleParameters(seed);
    const copy = plainCopy(parameters);
    expect(copy).toEqual(structuredClone(parameters));
    expect(objectsIn(copy).filter((one) => objectsIn(parameters).includes(one))).toEqual([]);
  }
});

function objectsIn(value: unknown): object[] {
  return typeof value === 'object' && value !== null
    ? [value, ...Object.values(value).flatMap(objectsIn)]
    : [];
}
