import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('somebody else in the place of one who does something', () => {
  const SEED = 'A seed sprouts, then a poppy blooms';
  it.each([
    'a sunflower should bloom, not a poppy',
    'let a sunflower bloom instead of a poppy',
    'have a sunflower bloom, not a poppy',
    'I want a sunflower to bloom instead of a poppy',
    'a sunflower instead of the poppy',
  ])('%s', (request) => {
    const { parameters, prompt } = edited(SEED, request);
    expect(parameters.actions.at(-1)).toEqual({ agent: 'sunflower', action: 'blooming' });
    expect(parameters.subjects.map(({ name }) => name)).toEqual(['seed', 'sunflower']);
    expect(prompt).toBe('A seed sprouts, then a sunflower blooms');
  });

  it.each([
    ['a tulip should wilt instead of the poppy', 'tulip', 'wilting', 'a tulip wilts'],
    ['a rose that wilts instead of the poppy', 'rose', 'wilting', 'a rose wilts'],
    ['replace the poppy with a frog that jumps', 'frog', 'jumping', 'a frog jumps'],
    ['swap the poppy for a frog jumping up', 'frog', 'jumping up', 'a frog jumps up'],
  ])('who does something else: %s', (request, agent, action, said) => {
    const { parameters, prompt } = edited(SEED, request);
    expect(parameters.actions.at(-1)).toEqual({ agent, action });
    expect(prompt).toBe(`A seed sprouts, then ${said}`);
  });

  it('gives what is done to one who is there', () => {
    const { actions } = edited('A dog barks, a boy watches', 'the boy should bark, not the dog').parameters;
    expect(actions).toContainEqual({ agent: 'boy', action: 'barking' });
    expect(actions).not.toContainEqual({ agent: 'dog', action: 'barking' });
  });

  it('is nobody new where the old one is not there', () => {
    const answer = edited(SEED, 'a sunflower should grow, not a daisy');
    expect(answer).toMatchObject({ prompt: SEED, changes: [] });
    expect(answer.notDone).toHaveLength(1);
  });

  it.each(['a big red balloon instead of the poppy', 'a garden hose, not the poppy'])(
    'takes no noun for a deed: %s',
    (request) => {
      expect(edited(SEED, request).parameters.actions.at(-1)?.action).toBe('blooming');
    },
  );
});

describe('who does it to whom', () => {
  it.each([
    'the cat should chase the dog',
    'let the cat chase the dog',
    'have the cat chase the dog instead',
    'make the cat chase the dog',
    'the cat should be chasing the dog',
  ])('the two change places: %s', (request) => {
    const { parameters, prompt } = edited('A dog chases a cat across a garden', request);
    expect(parameters.actions).toEqual([{ agent: 'cat', action: 'chasing a dog across a garden' }]);
    expect(prompt).toBe('A cat chases a dog across a garden');
  });

  it('is of the two that are named only', () => {
    const { actions } = edited('A dog chases a cat, a boy sits', 'let the boy chase the dog').parameters;
    expect(actions).toContainEqual({ agent: 'dog', action: 'chasing a cat' });
    expect(actions).toContainEqual({ agent: 'boy', action: 'chasing the dog' });
  });
});
