import { describe, expect, it } from 'vitest';
import { bySentence } from './by-sentence.js';

/** Sentences end with a full stop; what stands in brackets is not parted, unless it stands by itself. */
const split = (text: string) => (text.startsWith('(') ? [text] : (text.match(/[^.]+\.?/g) ?? []));

describe('bySentence', () => {
  it('works on each sentence once while it is remembered', () => {
    const done: string[] = [];
    const sut = bySentence(split, (sentence) => {
      done.push(sentence);
      return sentence.split(' ');
    });
    expect(sut('a b.c d.')).toEqual(['a', 'b.', 'c', 'd.']);
    expect(sut('a b.e f.')).toEqual(['a', 'b.', 'e', 'f.']);
    expect(done).toEqual(['a b.', 'c d.', 'e f.']);
  });

  it('works on the whole text where a part of it would be parted again by itself', () => {
    const partsOnce = (text: string) => (text === 'a.b.c' ? ['a.b.', 'c'] : split(text));
    const sut = bySentence(partsOnce, (text) => [text]);
    expect(sut('a.b.c')).toEqual(['a.b.c']);
  });
});
