import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('one look for another of the same thing', () => {
  it.each([
    'a frightened courier, not a breathless one',
    'not a breathless courier, a frightened one',
    'I want a frightened courier instead of a breathless one',
    'the courier should be frightened, not breathless',
    'rather a frightened courier than a breathless one',
  ])('a feeling: %s', (request) => {
    const { parameters, prompt } = edited('Close-up of a breathless courier', request);
    expect(parameters.subjects).toEqual([
      { name: 'courier', count: 1, attributes: [], expression: 'frightened' },
    ]);
    expect(prompt).toBe('Close-up of a frightened courier');
  });

  it.each([
    ['a tin robot, not a wooden one', 'tin'],
    ['a marzipan robot instead of a wooden one', 'marzipan'],
    ['a rubber one, not a wooden one', 'rubber'],
    ['make it an obsidian robot rather than a wooden one', 'obsidian'],
    ['the robot should be of jade, not wooden', 'jade'],
  ])('what it is made of: %s', (request, look) => {
    const { subjects } = edited('A wooden robot waves', request).parameters;
    expect(subjects).toEqual([{ name: 'robot', count: 1, attributes: [look] }]);
  });

  it.each([
    'the customer should be annoyed, not smiling',
    'an annoyed customer instead of a smiling one',
    'the customer should look annoyed rather than smiling',
    'make the customer annoyed, not smiling',
  ])('wherever it is told: %s', (request) => {
    const { actions, subjects } = edited('A barista hands a cup to a smiling customer', request).parameters;
    expect(actions[0]?.action).toBe('handing a cup to an annoyed customer');
    expect(subjects[1]).toEqual({ name: 'customer', count: 1, attributes: [], expression: 'annoyed' });
  });

  it.each([
    ['make it a cellist with closed eyes', { name: 'cellist', attributes: ['closed eyes'] }],
    ['make it a drummer in a red jacket', { name: 'drummer', clothing: 'red jacket' }],
    ['a pianist with grey hair', { name: 'pianist', attributes: ['grey hair'] }],
  ])('somebody else with something of their own: %s', (request, expected) => {
    expect(edited('Slow dolly in on a violinist', request).parameters.subjects).toMatchObject([expected]);
  });
});
