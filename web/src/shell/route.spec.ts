import { describe, expect, it } from 'vitest';
import { hrefOf, partsOf } from './route.js';

describe('addresses', () => {
  it.each([
    ['', ['run']],
    ['/', ['run']],
    ['/run/a%2Fb', ['run', 'a/b']],
    ['/run//x/', ['run', 'x']],
    ['/%E0%A4%A', ['run']],
  ])('reads %s', (path, parts) => {
    expect(partsOf(path)).toEqual(parts);
  });

  it('reads what it writes', () => {
    expect(partsOf(hrefOf('run', 'a/b c%').slice(1))).toEqual(['run', 'a/b c%']);
  });
});
