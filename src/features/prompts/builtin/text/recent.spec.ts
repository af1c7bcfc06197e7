import { describe, expect, it } from 'vitest';
import { Recent } from './recent.js';

describe('Recent', () => {
  it('does the work once while it is remembered, and forgets what was not asked for the longest', () => {
    const sut = new Recent<string, string>(2);
    const done: string[] = [];
    const ask = (key: string) =>
      sut.of(key, () => {
        done.push(key);
        return key.toUpperCase();
      });
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
    expect(done).toEqual(['a', 'b', 'c', 'b']);
  });
});
