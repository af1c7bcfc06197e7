import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markChanges as sut, type Stretch } from './mark-changes.js';

const show = (stretches: Stretch[]) =>
  stretches
    .map(({ kind, text }) => ({ same: text, added: `[+${text}]`, removed: `[-${text}]` })[kind])
    .join('');

describe('markChanges', () => {
  it('marks added words', () => {
    expect(show(sut('a cat runs', 'a grey cat runs fast'))).toBe('a[+ grey] cat runs[+ fast]');
  });

  it('marks removed words', () => {
    expect(show(sut('a very big cat', 'a cat'))).toBe('a[- very big] cat');
  });

  it('marks a replacement as one removal and one addition', () => {
    expect(show(sut('a red ball rolls', 'a blue ball rolls'))).toBe('a[- red][+ blue] ball rolls');
  });

  it('does not take a word for new because punctuation follows it', () => {
    expect(show(sut('a cat', 'a cat, at dawn'))).toBe('a cat[+, at dawn]');
  });

  it('works for scripts without spaces', () => {
    expect(sut('猫が走る', '白い猫が走る').some(({ kind }) => kind === 'same')).toBe(true);
  });

  it('marks everything as added from nothing', () => {
    expect(sut('', 'new text')).toEqual([{ kind: 'added', text: 'new text' }]);
  });

  it('stays quick for long texts that have nothing in common', () => {
    const long = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join(' ');
    expect(sut(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });

  const text = fc
    .array(fc.constantFrom('cat', 'dog', ',', 'red', ' ', '\n', '"'))
    .map((parts) => parts.join(' '));

  it('always gives the new text back from what is kept and added', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const kept = sut(before, after).filter(({ kind }) => kind !== 'removed');
        expect(kept.map((stretch) => stretch.text).join('')).toBe(after);
      }),
    );
  });

  it('finds nothing to mark between equal texts', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(sut(same, same).filter(({ kind }) => kind !== 'same')).toEqual([]);
      }),
    );
  });
});
