import { describe, expect, it } from 'vitest';
import { WordPattern } from './word-pattern.js';

const SOURCES = [
  String.raw`(?<![\p{L}\p{N}_-])dog(?![\p{L}\p{N}_-])`,
  String.raw`(?:\b(an?)\s+)?(?<![\p{L}-])dog(?![\p{L}-])`,
  String.raw`\b(?:an?|one|\d+) ((?:[\p{L}-]+ ){0,3})(?:dog|dogs)\b`,
  String.raw`(?<![\p{L}\p{N}_-])Köter(?![\p{L}\p{N}_-])`,
];
const TEXTS = [
  'A Dog and a hot-dog, a dog2, a dog_ and 3 big brown dogs. DOG',
  'édog dogé a dog – ein Köter, KÖTER 🐕dog🐕 ſdog Kdog',
  'no such thing',
  '',
];
const cases = SOURCES.flatMap((source) => TEXTS.map((text): [string, string] => [source, text]));

describe.each(cases)('%s in %j', (source, text) => {
  it('finds and replaces what the engine does', () => {
    for (const flags of ['iu', 'giu'] as const) {
      const sut = new WordPattern(source, flags);
      const own = new RegExp(source, flags);
      expect(text.replace(sut, '<$&>')).toBe(text.replace(own, '<$&>'));
      const put = (whole: string, first?: string) => `<${first}|${whole}>`;
      expect(text.replace(sut, put)).toBe(text.replace(own, put));
      expect(sut.test(text)).toBe(new RegExp(source, flags).test(text));
      expect(sut.exec(text)?.index).toBe(new RegExp(source, flags).exec(text)?.index);
      expect(sut.test(text)).toBe(sut.test(text));
    }
  });
});
