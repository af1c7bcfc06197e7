import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();
const CHEF = 'A chef chops an onion in a kitchen, a cat sits on the floor';

describe('what a new deed brings', () => {
  it.each([
    ['the chef should be peeling potatoes', 'potatoes'],
    ['he is mending a net', 'net'],
    ['he checks a pocket watch', 'pocket watch'],
    ['add a boy selling tulips', 'tulips'],
    ['a mouse too, holding a tiny lantern', 'tiny lantern'],
    ['add a bottle of milk', 'bottle of milk'],
    ['add a glass of red wine on the floor', 'glass of red wine'],
  ])('%s', (request, thing) => {
    expect(edited(CHEF, request).parameters.setting.props).toContain(thing);
  });

  it.each(['add a boy taking a selfie', 'he should be waving his hands', 'the cat should be chasing mice'])(
    'brings no thing: %s',
    (request) => {
      const before = edited(CHEF, 'thanks').parameters.setting.props;
      expect(edited(CHEF, request).parameters.setting.props).toEqual(before);
    },
  );
});

describe('what is given', () => {
  it.each([
    ['give him a stern expression', { expression: 'stern' }],
    ['he needs a puzzled face', { expression: 'puzzled' }],
    ['give the chef a worried look', { expression: 'worried' }],
    ['give him a wrinkled face', { attributes: ['wrinkled face'] }],
    ['he could do with a long beard', { attributes: ['long beard'] }],
  ])('%s', (request, expected) => {
    expect(edited(CHEF, request).parameters.subjects[0]).toMatchObject(expected);
  });

  it('knows a man from a woman', () => {
    const { subjects } = edited('A woman greets a man', 'put him in a black suit').parameters;
    expect(subjects).toMatchObject([{ name: 'woman' }, { name: 'man', clothing: 'black suit' }]);
  });
});
