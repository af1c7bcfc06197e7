import { describe, expect, it } from 'vitest';
import { countCombinations, expandWildcards } from './index.js';

describe('expandWildcards', () => {
  it('gives every combination once, in the order in which they are written', () => {
    expect(expandWildcards('a {red|blue} {car|{small|big} truck}')).toEqual([
      'a red car',
      'a red small truck',
      'a red big truck',
      'a blue car',
      'a blue small truck',
      'a blue big truck',
    ]);
    expect(countCombinations('a {red|blue} {car|{small|big} truck}')).toBe(6n);
  });

  it('picks several, each once, with what stands between', () => {
    expect(expandWildcards('{2$$a|b|c}')).toEqual(['a, b', 'a, c', 'b, c']);
    expect(new Set(expandWildcards('{2$$ and $$a|b|c}'))).toEqual(new Set(['a and b', 'a and c', 'b and c']));
    expect(countCombinations('{1-2$$a|b|c}')).toBe(6n);
  });

  it('gives exactly as many as wanted, and repeats only when there are no others', () => {
    const texts = expandWildcards('{a|b|c}', { count: 8, seed: 1 });
    expect(texts).toHaveLength(8);
    expect(new Set(texts.slice(0, 3)).size).toBe(3);
    expect(new Set(texts.slice(3, 6)).size).toBe(3);
  });

  it('is the same for the same seed, and another for another', () => {
    const text = '{a|b|c|d|e|f} {g|h|i|j|k|l} {m|n|o|p}';
    const draw = (seed: number) => expandWildcards(text, { count: 8, seed });
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('draws the heavier option first more often', () => {
    const firsts = Array.from(
      { length: 200 },
      (_, seed) => expandWildcards('{9::a|b}', { count: 1, seed })[0],
    );
    expect(firsts.filter((text) => text === 'a').length).toBeGreaterThan(150);
  });

  it('takes escaped braces as they are', () => {
    expect(expandWildcards('\\{a|b\\} {c\\|d|e}')).toEqual(['{a|b} c|d', '{a|b} e']);
  });

  it('leaves a JSON prompt alone', () => {
    const json = '{"subjects": ["{a|b}"]}';
    expect(expandWildcards(json)).toEqual([json]);
  });

  it.each([
    ['a {b|c', 'position 2'],
    ['a b} c', 'position 3'],
    ['{4$$a|b}', 'picks 4'],
    [`${'{'.repeat(9)}a${'}'.repeat(9)}`, 'deeper than 8'],
    [`{${'a|'.repeat(200)}a}`, 'more than 200 options'],
    ['{a|b}'.repeat(11), 'more than 1000'],
  ])('refuses %s with a message that says why', (text, why) => {
    expect(() => expandWildcards(text)).toThrow(why);
  });

  it('samples out of more combinations than there are atoms, without making them', () => {
    const text = '{a|b|c|d} '.repeat(500);
    expect(countCombinations(text)).toBe(4n ** 500n);
    expect(new Set(expandWildcards(text, { count: 100 })).size).toBe(100);
  });
});
