import { describe, expect, it } from 'vitest';
import { type Parameters, parametersSchema } from '../../sessions/index.js';
import { changedFields } from '../report/field-changes.js';
import { editText } from './text-edit.js';

function sut(text: string, from: unknown, to: unknown): string {
  const [before, after]: Parameters[] = [parametersSchema.parse(from), parametersSchema.parse(to)];
  return editText(
    { text, before: before!, after: after!, changed: changedFields(before!, after!) },
    ({ mood }) => mood.join(', '),
  );
}

describe('a text follows its fields', () => {
  it('by a value in the place of another', () => {
    expect(sut('A dog runs at night on a beach.', { time_of_day: 'night' }, { time_of_day: 'dawn' })).toBe(
      'A dog runs at dawn on a beach.',
    );
  });

  it('by numbers in words for numbers in words', () => {
    const dogs = (count: number) => ({ subjects: [{ name: 'dogs', count }] });
    expect(sut('two dogs play', dogs(2), dogs(3))).toBe('three dogs play');
  });

  it('by leaving out what is gone, with what led to it', () => {
    expect(sut('A dog in the rain, low angle.', { weather: ['rain'] }, {})).toBe('A dog, low angle.');
  });

  it('by saying behind what is new', () => {
    expect(sut('A dog runs', {}, { mood: ['calm'] })).toBe('A dog runs, calm');
    expect(sut('A dog runs.', {}, { mood: ['calm'] })).toMatch(/^A dog runs\. Calm/);
  });

  it('never with settings of the generation', () => {
    expect(sut('A dog', {}, { technical: { fps: 24 }, protected: ['dog'] })).toBe('A dog');
  });

  it('leaves everything else as it was, character for character', () => {
    const text = 'A  dog —  "STAY" 😀 at night,   alone';
    expect(sut(text, { time_of_day: 'night' }, { time_of_day: 'dusk' })).toBe(text.replace('night', 'dusk'));
  });
});
