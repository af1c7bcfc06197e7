import { describe, expect, it } from 'vitest';
import { expandPrompts } from './wildcard-prompts.js';

const sut = (prompts: string[], count?: number, seed = 7) =>
  expandPrompts(prompts, { seed, count, most: 8 }).map(({ prompt }) => prompt);

describe('wildcards in a batch', () => {
  it('stand for every combination where these are few', () => {
    expect(sut(['a {red|blue} {ball|cube}', 'a cat'])).toEqual([
      'a red ball',
      'a red cube',
      'a blue ball',
      'a blue cube',
      'a cat',
    ]);
  });

  it('are refused where they stand for more than a batch holds and nobody says how many', () => {
    expect(() => sut(['{1|2|3} {1|2|3}'])).toThrow(/stand for 9 prompts, but a batch has at most 8/);
    expect(() => sut(['{1|2|3|4|5|6|7|8|9|0}'.repeat(5)])).toThrow(/more than 1000/);
  });

  it('are drawn by their seed where somebody says how many, of each prompt in turn', () => {
    const prompts = ['x {1|2|3} {1|2|3}', 'y {1|2|3}', 'z'];
    const drawn = sut(prompts, 6);
    expect(drawn).toHaveLength(6);
    expect(new Set(drawn).size).toBe(6);
    expect(drawn.map((text) => text[0])).toEqual(['x', 'x', 'x', 'y', 'y', 'z']);
    expect(sut(prompts, 6)).toEqual(drawn);
    expect(() => sut(prompts, 2)).toThrow(/at least 3/);
  });
});
