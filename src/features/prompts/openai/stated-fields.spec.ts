import { describe, expect, it } from 'vitest';
import { emptyParameters, type Parameters } from '../../sessions/index.js';
import { sourcesIn } from './stated-fields.js';

const sourceOf = (parts: Partial<Parameters>, prompt: string) =>
  Object.values(sourcesIn({ ...emptyParameters(), ...parts }, prompt))[0];
const dogs = (count?: number): Partial<Parameters> => ({
  subjects: [{ name: 'dog', attributes: [], ...(count !== undefined && { count }) }],
});

describe('sourcesIn', () => {
  it.each<[string, Partial<Parameters>, string]>([
    ['another inflection', { weather: ['rain'] }, 'It is raining'],
    ['another case and hyphen', { camera: { shot_size: 'close-up' } }, 'CLOSE UP of a hand'],
    ['a number as a word', dogs(2), 'two dogs'],
    ['a number as a dozen', dogs(12), 'a dozen dogs'],
    ['one, unsaid', dogs(1), 'a dog'],
    ['words without spaces', { mood: ['孤独'] }, '一只孤独的狗'],
    ['numbers run together', { technical: { width: 1920, height: 1080 } }, 'a car, 1920x1080'],
  ])('says stated for %s', (_, parts, prompt) => {
    expect(sourceOf(parts, prompt)).toBe('stated');
  });

  it.each<[string, Partial<Parameters>, string]>([
    ['what the prompt does not say', { time_of_day: 'night' }, 'A car'],
    ['a number that it does not say', dogs(3), 'two dogs'],
    ['a list of which one is not there', { mood: ['calm', 'lonely'] }, 'a calm lake'],
    ['a word inside another', { weather: ['rain'] }, 'a train'],
  ])('says inferred for %s', (_, parts, prompt) => {
    expect(sourceOf(parts, prompt)).toBe('inferred');
  });

  it('says nothing of fields that are silent', () => {
    expect(sourcesIn(emptyParameters(), 'A car')).toEqual({});
  });
});
