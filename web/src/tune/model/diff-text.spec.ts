import { describe, expect, it } from 'vitest';
import { isUnchanged, markDiff, markProtected } from './diff-text.js';

const name = (text: string) => ({ kind: 'name', text }) as const;

describe('markProtected', () => {
  it('marks whole words only, every time they stand there', () => {
    expect(markProtected('Ann and Annabel and Ann', [name('Ann')])).toEqual([
      { kind: 'same', text: 'Ann', protection: 'name' },
      { kind: 'same', text: ' and Annabel and ' },
      { kind: 'same', text: 'Ann', protection: 'name' },
    ]);
  });

  it('takes the longer one where two begin at the same place', () => {
    expect(
      markProtected('"Rex" runs', [
        { kind: 'declared', text: 'Rex' },
        { kind: 'quote', text: '"Rex"' },
      ]),
    ).toEqual([
      { kind: 'same', text: '"Rex"', protection: 'quote' },
      { kind: 'same', text: ' runs' },
    ]);
  });

  it('leaves a text without any as it is', () => {
    expect(markProtected('a dog', [name('')])).toEqual([{ kind: 'same', text: 'a dog' }]);
    expect(markProtected('', [])).toEqual([]);
  });
});

describe('markDiff', () => {
  it('keeps every word of both texts, in order', () => {
    const parts = [
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: ' red' },
      { kind: 'added', text: ' blue' },
      { kind: 'same', text: ' car' },
    ] as const;
    expect(markDiff(parts, [])).toEqual(parts);
  });

  it('marks a protected text over the border of two parts, and not in what is gone', () => {
    const parts = [
      { kind: 'removed', text: 'Anna' },
      { kind: 'added', text: 'Eiffel' },
      { kind: 'same', text: ' Tower at night' },
    ] as const;
    expect(markDiff(parts, [name('Eiffel Tower'), name('Anna')])).toEqual([
      { kind: 'removed', text: 'Anna' },
      { kind: 'added', text: 'Eiffel', protection: 'name' },
      { kind: 'same', text: ' Tower', protection: 'name' },
      { kind: 'same', text: ' at night' },
    ]);
  });
});

describe('isUnchanged', () => {
  it('tells a difference from none', () => {
    expect(isUnchanged([{ kind: 'same', text: 'a' }])).toBe(true);
    expect(
      isUnchanged([
        { kind: 'same', text: 'a' },
        { kind: 'added', text: 'b' },
      ]),
    ).toBe(false);
  });
});
