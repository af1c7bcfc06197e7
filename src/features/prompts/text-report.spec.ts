import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from './builtin/text/language.js';
import { phrasesOf } from './builtin/text/phrases.js';
import { wordDiff } from './text-diff.js';
import { compareTexts } from './text-report.js';

const sut = compareTexts;

describe('compareTexts', () => {
  it('finds nothing but kept phrases in equal texts', () => {
    expect(sut('a red cat', 'a red cat', ['a red cat'])).toEqual({
      kept: ['a red cat'],
      added: [],
      changed: [],
      dropped: [],
    });
  });

  it('tells added sentences apart', () => {
    const report = sut('A cat', 'A cat. Wide shot. Soft, natural light.', ['A cat']);
    expect(report.added).toEqual(['Wide shot', 'Soft, natural light']);
  });

  it('does not call a phrase kept that was replaced or dropped', () => {
    const report = sut('a red cat on a mat, at night', 'a blue cat on a mat', [
      'a red cat',
      'a mat',
      'night',
    ]);
    expect(report).toEqual({ kept: ['a mat'], added: [], changed: ['red -> blue'], dropped: [', at night'] });
  });

  it('sees that quoted text was touched', () => {
    const report = sut('a sign says "OPEN 24"', 'a sign says "open 24"', ['a sign', '"OPEN 24"']);
    expect(report.kept).toEqual(['a sign']);
    expect(report.changed).toEqual(['OPEN -> open']);
  });

  it('compares texts of any length in bounded time', () => {
    const long = 'word '.repeat(20_000);
    expect(sut(long, `${long} more`, []).added).toEqual(['more']);
    expect(sut(`x ${long}`, long, []).dropped).toEqual(['x']);
    expect(sut(`x ${long}`, 'another '.repeat(20_000), []).changed).toHaveLength(1);
  });

  it('finds what was put behind any text', () => {
    const word = fc.constantFrom('cat', 'dog', 'Light', 'a', '"', ',', '.', '雪', '😀');
    const text = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, (before) => {
        const report = sut(before, `${before} Zebra`, []);
        expect(report).toEqual({ kept: [], added: ['Zebra'], changed: [], dropped: [] });
      }),
    );
  });
});

describe('wordDiff', () => {
  it('holds both texts, word for word', () => {
    const word = fc.constantFrom('cat', 'dog', 'a', '"', ',', '.', '雪', '😀', '\n', '  ');
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' ').trim());
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const of = (kind: string) => parts.filter((part) => part.kind !== kind).map((part) => part.text);
        expect(of('removed').join('')).toBe(after);
        expect(of('added').join('').replace(/\s/g, '')).toBe(before.replace(/\s/g, ''));
      }),
    );
  });
});

describe('phrasesOf', () => {
  it.each([
    ['a bright red ball rolls over the old table', ['a bright red ball', 'rolls', 'the old table']],
    ['3 dogs and 12 cats', ['3 dogs', '12 cats']],
    ['a sign that says "OPEN 24 HOURS" above a door', ['a sign', 'says', '"OPEN 24 HOURS"', 'a door']],
    ["a boy says 'hello there' to Anna Smith", ['a boy', 'says', "'hello there'", 'Anna Smith']],
  ])('reads %j', async (text, phrases) => {
    expect(phrasesOf(text, (await loadLanguage()).tag)).toEqual(expect.arrayContaining(phrases));
  });

  it('finds none in an empty text', async () => {
    expect(phrasesOf('', (await loadLanguage()).tag)).toEqual([]);
  });
});
