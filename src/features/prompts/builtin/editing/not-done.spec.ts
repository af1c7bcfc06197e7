import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import type { FieldPath } from '../../../sessions/index.js';

const edit = await loadBuiltinEdits();

const PROMPT = 'A nurse in a white apron feeds a goat at dusk';

const edited = (request: string, locks: readonly FieldPath[] = []) => edit(PROMPT, request, { locks });

describe('what an update did not carry out', () => {
  it.each([
    ['make it night and the ball blue', ['night'], [{ words: 'make the ball blue', reason: 'not_there' }]],
    [
      'make it night, remove the umbrella',
      ['night'],
      [{ words: 'remove the umbrella', reason: 'not_there' }],
    ],
    ['make it night with the parrots asleep', ['night'], [{ words: 'the parrots', reason: 'not_there' }]],
    ['make it night. Frobnicate it.', ['night'], [{ words: 'Frobnicate it.', reason: 'not_understood' }]],
    [
      'make it night, the goat is too loud',
      ['night'],
      [{ words: 'the goat is too loud', reason: 'not_understood' }],
    ],
    [
      'keep it at dusk but add fog; set it at dusk',
      ['dusk'],
      [{ words: 'set it at dusk', reason: 'already_so' }],
    ],
    ['gib ihr bitte einen Hut', ['dusk'], [{ words: 'gib ihr bitte einen Hut', reason: 'not_understood' }]],
  ])('%s', (request, [time], expected) => {
    const { parameters, notDone } = edited(request);
    expect(parameters.time_of_day).toBe(time);
    expect(notDone).toEqual(expected);
  });

  it.each([
    'make it night',
    'thanks, make it night and keep everything else',
    'put a parrot on her shoulder and make the apron red',
    'the goat should be brown, in the style of the old masters',
    'zoom in on the goat, the whole scene in the rain',
  ])('is nothing of %s', (request) => {
    expect(edited(request).notDone ?? []).toEqual([]);
  });

  it('leaves it to others to tell of locks', () => {
    expect(edited('make it night', ['time_of_day'])).toMatchObject({ changes: [], notDone: [] });
  });
});

describe('protected texts in the text of an update', () => {
  const promptOf = (prompt: string, request: string) =>
    edit(prompt, request, { protectedTexts: ['two', '35mm', '"OPEN"'] }).prompt;
  const KEPT = 'Anna Holm feeds two goats, 35mm, a sign reads "OPEN"';

  it.each([
    ['three goats', 'Anna Holm feeds three goats, 35mm, a sign reads "OPEN"'],
    ['replace Anna Holm with a monk', 'A monk feeds two goats, 35mm, a sign reads "OPEN"'],
    ['the sign should say "SHUT"', 'Anna Holm feeds two goats, 35mm, a sign reads "SHUT"'],
    ['make it night', 'Anna Holm feeds two goats, 35mm, a sign reads "OPEN", at night'],
  ])('%s', (request, expected) => {
    expect(promptOf(KEPT, request)).toBe(expected);
  });
});
