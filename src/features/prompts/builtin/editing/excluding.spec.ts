import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('what is kept out', () => {
  it.each(['please no other cars', 'no other cars', 'without any other cars', "I don't want other cars"])(
    'beside what is there: %s',
    (request) => {
      const { negative, subjects } = edited('A convertible drives by', request).parameters;
      expect(negative).toEqual(['other cars']);
      expect(subjects).toHaveLength(1);
    },
  );

  const FJORD = 'Misty fjord, sunrise, no boats, no narration';
  it.each([
    ['narration would be fine now', 'boats', 'Misty fjord, sunrise, no boats'],
    ['boats would be ok again', 'narration', 'Misty fjord, sunrise, no narration'],
    ['narration could be alright after all', 'boats', 'Misty fjord, sunrise, no boats'],
    ['bring the boats back', 'narration', 'Misty fjord, sunrise, no narration'],
    ['boats are allowed again', 'narration', 'Misty fjord, sunrise, no narration'],
  ])('no longer: %s', (request, left, prompt) => {
    const answer = edited(FJORD, request);
    expect(answer.parameters).toMatchObject({ negative: [left], subjects: [], setting: { props: [] } });
    expect(answer.prompt).toBe(prompt);
  });

  it.each([
    'put one white boat in after all',
    'add one white boat after all',
    'there should be one white boat after all',
  ])('and comes in: %s', (request) => {
    const { negative, subjects } = edited(FJORD, request).parameters;
    expect(negative).toEqual(['narration']);
    expect(subjects).toEqual([{ name: 'boat', count: 1, attributes: ['white'] }]);
  });

  it('is something new where it was not kept out', () => {
    expect(edited('A fjord, no boats', 'fog would be ok').parameters).toMatchObject({
      weather: ['fog'],
      negative: ['boats'],
    });
  });
});
