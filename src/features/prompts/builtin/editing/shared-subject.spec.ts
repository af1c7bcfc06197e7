import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import type { Parameters } from '../../../sessions/index.js';

const edited = await loadBuiltinEdits();

const COURT = 'A queen in a blue gown talks to a guard in a throne room, three drones hover above them';
const looks = ({ subjects }: Parameters) =>
  subjects.map(({ name, count, attributes, clothing = '' }) =>
    [count, ...attributes, name, clothing].join(' ').trim(),
  );

describe('what is said of two at once', () => {
  it.each([
    [
      'put her in a red robe and him in a steel helmet',
      ['1 queen red robe', '1 guard steel helmet', '3 drone'],
    ],
    [
      'dress him in a black cape and her in a silk dress',
      ['1 queen silk dress', '1 guard black cape', '3 drone'],
    ],
    ['give her a gold crown and him a green scarf', ['1 queen gold crown', '1 guard green scarf', '3 drone']],
    ['the queen should wear a veil and the guard a hat', ['1 queen veil', '1 guard hat', '3 drone']],
    ['five drones, red ones', ['1 queen blue gown', '1 guard', '5 red drone']],
  ])('%s', (request, expected) => {
    expect(looks(edited(COURT, request).parameters)).toEqual(expected);
  });
});

describe('what is said of one twice', () => {
  it.each([
    'can the guard wear a hat, and be behind the queen?',
    'the guard should wear a hat and be behind the queen',
  ])('%s', (request) => {
    const { subjects, composition } = edited(COURT, request).parameters;
    expect(subjects[1]).toMatchObject({ name: 'guard', clothing: 'hat' });
    expect(composition.relations).toEqual(['guard behind queen']);
  });

  it('keeps the parts of a thing with it', () => {
    const { subjects } = edited(
      'Old lighthouse on a cliff',
      'the lighthouse could be red, with a tall door',
    ).parameters;
    expect(subjects[0]?.attributes).toEqual(['old', 'red', 'tall door']);
  });

  it('furnishes a place', () => {
    const { setting } = edited(COURT, 'the throne room should be dark, with a candle').parameters;
    expect(setting).toMatchObject({ location: 'dark throne room', props: ['candle'] });
  });
});

describe('somebody new and what is done', () => {
  it.each([
    ['a jester as well, juggling plates', 'jester juggling plates'],
    ["two monks too, they're praying", 'monk praying'],
    ['how about adding a boy who eats an apple', 'boy eating an apple'],
  ])('%s', (request, deed) => {
    const { actions } = edited(COURT, request).parameters;
    expect(actions.map(({ agent, action }) => `${agent} ${action}`)).toContain(deed);
  });
});
