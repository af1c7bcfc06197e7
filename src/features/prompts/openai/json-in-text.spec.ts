import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObjectsIn } from './json-in-text.js';

describe('jsonObjectsIn', () => {
  it('finds any object between any braceless words', () => {
    const words = fc.string().map((text) => text.replace(/[{}"<]/g, ''));
    fc.assert(
      fc.property(words, fc.dictionary(fc.string(), fc.string()), words, (before, object, after) => {
        const wire = JSON.stringify(object);
        expect([...jsonObjectsIn(`${before}${wire}${after}`)].map((found) => JSON.stringify(found))).toEqual([
          JSON.stringify(JSON.parse(wire)),
        ]);
      }),
    );
  });

  it('gives every object after what is none', () => {
    expect([...jsonObjectsIn('{a} first {"b": "}{"} then {"c": 1')]).toEqual([{ b: '}{' }]);
    expect([...jsonObjectsIn('{"a": 1} {"b": 2}')]).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('finds nothing in lists, numbers and words', () => {
    expect([...jsonObjectsIn('[1, 2]'), ...jsonObjectsIn('42'), ...jsonObjectsIn('no')]).toEqual([]);
  });

  it('gives up on a wall of braces', () => {
    expect([...jsonObjectsIn('{'.repeat(300_000))]).toEqual([]);
    expect([...jsonObjectsIn('{"a":'.repeat(60_000))]).toEqual([]);
  });
});
