import { describe, expect, it } from 'vitest';
import { readPrompt } from './reading.js';

describe('readPrompt', () => {
  it.each([
    ['A dog runs. The camera pans left! "No." He waits', []],
    ['Anna walks on a beach. She smiles.', ['Anna']],
    ['A dog runs. Anna waits... Peter sleeps', ['Anna', 'Peter']],
    ['a dog runs', []],
    ['Red leaves fall. Slowly it rains', []],
    ['', []],
  ])('knows the names that begin sentences of %j', async (prompt, names) => {
    expect((await readPrompt(prompt)).firstNames).toEqual(names);
  });

  it('knows what belongs together', async () => {
    const { phrases } = await readPrompt('Two red foxes run past a sign saying "OPEN HERE"');
    expect(phrases).toEqual(expect.arrayContaining(['Two red foxes', '"OPEN HERE"']));
  });

  it('does not read what would take too long', async () => {
    expect(await readPrompt('Anna '.repeat(500))).toEqual({ phrases: [], firstNames: [] });
  });
});
