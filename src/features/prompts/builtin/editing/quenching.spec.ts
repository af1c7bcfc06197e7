import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('what is put out', () => {
  it.each([
    'put out the burning tanker',
    'extinguish the tanker',
    'put out the fire',
    'the tanker should not be burning',
    'the tanker is no longer burning',
  ])('stays, without the fire: %s', (request) => {
    const { parameters, prompt } = edited('A burning tanker, two fire engines stop', request);
    expect(parameters.subjects).toMatchObject([
      { name: 'tanker', attributes: [] },
      { name: 'fire engine', count: 2 },
    ]);
    expect(prompt).toBe('A tanker, two fire engines stop');
  });

  it.each(['extinguish the campfire', 'put out the campfire'])('goes where it is the fire: %s', (request) => {
    const { subjects } = edited('A campfire burns, a man sleeps', request).parameters;
    expect(subjects.map(({ name }) => name)).toEqual(['man']);
  });

  it('is nobody who brings the water', () => {
    expect(edited('Two fire engines stop', 'put out the fire')).toMatchObject({ changes: [] });
  });
});
