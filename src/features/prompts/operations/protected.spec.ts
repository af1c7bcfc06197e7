import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersSchema } from '../../sessions/index.js';
import { holds, missingTexts, protectedTexts, repair, repairInPlace } from './protected.js';

const texts = (prompt: string, names: string[] = []) =>
  protectedTexts(prompt, undefined, names).map(({ text }) => text);

describe('protected texts', () => {
  it.each([
    ['a sign that says "OPEN 24"', ['"OPEN 24"']],
    ['ein plakat mit „GESCHLOSSEN“', ['„GESCHLOSSEN“']],
    ['un panneau «FERMÉ»', ['«FERMÉ»']],
    ['a poster “Big Sale” and ‘now’', ['“Big Sale”', '‘now’']],
    ["a boy says 'hi' to the dog's owner", ["'hi'"]],
    ['看板に「営業中」と書いてある', ['「営業中」']],
    ['two dogs and 3 cats on a 35mm lens at 16:9', ['two', '3', '35mm', '16:9']],
    ['a photo of sks_dog near the Eiffel Tower with Anna', ['sks_dog', 'Eiffel Tower', 'Anna']],
    ['no names, no numbers, POV shot', []],
  ])('of %j are found', (prompt, expected) => {
    expect(texts(prompt)).toEqual(expected);
  });

  it('are the declared trigger words, where the prompt has them', () => {
    const parameters = parametersSchema.parse({ protected: ['ohwx', 'absent'] });
    expect(protectedTexts('a portrait of ohwx', parameters)).toEqual([{ kind: 'declared', text: 'ohwx' }]);
  });

  it('are a name that begins the prompt only where somebody knows that it is one', () => {
    expect(texts('Anna reads. Red leaves fall.')).toEqual([]);
    expect(texts('Anna reads. Red leaves fall.', ['Anna'])).toEqual(['Anna']);
  });

  it('are seen as whole words', () => {
    expect(holds('13 dogs', { kind: 'number', text: '3' })).toBe(false);
    expect(holds('Two dogs', { kind: 'number', text: 'two' })).toBe(true);
    expect(holds('Annabel and “Anna”', { kind: 'name', text: 'Anna' })).toBe(true);
    expect(holds('Annabel, 𝐀Anna, Anna𝐀', { kind: 'name', text: 'Anna' })).toBe(false);
  });
});

describe('repair', () => {
  const fixed = (before: string, after: string) => repair(after, before, protectedTexts(before));

  it.each([
    ['other quotes', 'a sign "OPEN"', "a lit sign 'OPEN'", 'a lit sign "OPEN"'],
    ['no quotes', 'a sign "OPEN"', 'a lit sign OPEN, at night', 'a lit sign "OPEN", at night'],
    ['another case', 'a photo of sks_Dog', 'a bright photo of SKS_dog', 'a bright photo of sks_Dog'],
    ['a number in words', '3 boxes on a shelf', 'three boxes on a tall shelf', '3 boxes on a tall shelf'],
  ])('brings back what stands there with %s', (_what, before, after, expected) => {
    expect(fixed(before, after)).toBe(expected);
  });

  it('brings back what is gone with the words around it', () => {
    expect(fixed('a cafe, with a "FRAGILE" box, at noon', 'A warm cafe.')).toBe(
      'A warm cafe. with a "FRAGILE" box.',
    );
  });

  it('leaves alone what is gone where only its place would do', () => {
    expect(repairInPlace('a cafe', [{ kind: 'quote', text: '"X"' }])).toBe('a cafe');
  });

  it('keeps every protected text of any prompt, whatever the answer was', () => {
    const word = fc.constantFrom(
      'a',
      'cat',
      '"OPEN"',
      '3',
      'near',
      'Anna Smith',
      'sks_dog',
      '雪',
      '😀',
      ',',
      '.',
      "it's",
    );
    const text = fc.array(word, { maxLength: 15 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, fc.oneof(text, fc.string({ unit: 'grapheme' })), (before, after) => {
        const wanted = protectedTexts(before);
        expect(missingTexts(repair(after, before, wanted), wanted)).toEqual([]);
      }),
    );
  });
});
