import { describe, expect, it } from 'vitest';
import { completed } from './open-groups.js';
import { PromptReader, vocabularySchema } from './vocabulary.js';

const vocabulary = vocabularySchema.parse({
  version: 1,
  groups: [
    { name: 'subject', values: [{ value: 'cat', words: ['cat'], nearest: ['dog', 'guinea pig'] }] },
    {
      name: 'colour',
      before: 'subject',
      values: [
        { value: 'red', words: ['red'], said: 'red' },
        { value: 'blue', words: ['blue'], said: 'blue' },
        { value: 'orange', words: ['orange'] },
      ],
    },
    {
      name: 'place',
      values: [
        { value: 'sea', words: ['sea', 'ocean'], said: 'on the sea' },
        { value: 'desert', words: ['desert'], said: 'in the desert' },
        { value: 'city', words: ['city'], said: 'in the city' },
      ],
    },
    {
      name: 'weather',
      usual: 'clear',
      values: [
        { value: 'clear', words: ['clear sky', 'sunny'], said: 'under a clear sky' },
        { value: 'rain', words: ['rain'], said: 'in the rain' },
        { value: 'snow', words: ['snow'], said: 'while it snows' },
      ],
    },
  ],
  plain: ['a', 'the', 'in'],
});
const reader = new PromptReader(vocabulary);
const complete = (prompt: string, negativePrompt = '', seed = 0) =>
  completed(vocabulary, reader, { prompt, negativePrompt, seed });

describe('what a prompt leaves open', () => {
  it('is chosen by the seed where nothing is usual', () => {
    expect(complete('a red cat')).toEqual({
      prompt: 'a red cat, on the sea',
      chosen: [{ group: 'place', value: 'sea' }],
    });
    expect(complete('a red cat', '', 4).prompt).toBe('a red cat, in the desert');
  });

  it('is said in front of what it belongs to', () => {
    expect(complete('The Guinea Pig in the city.').prompt).toBe('The red Guinea Pig in the city.');
    expect(complete('a cat', '', 1).prompt).toBe('a blue cat, in the desert');
  });

  it('stays open where that is not there', () => {
    expect(complete('a zeppelin in the city').prompt).toBe('a zeppelin in the city');
  });

  it.each(['a red cat in the city', 'an orange cat on the ocean'])('is nothing in %s', (prompt) => {
    expect(complete(prompt)).toEqual({ prompt, chosen: [] });
  });
});

describe('a negative prompt', () => {
  it('that names what is usual has something else asked for, by the seed', () => {
    expect(complete('a red cat in the city.', 'clear sky')).toEqual({
      prompt: 'a red cat in the city, in the rain',
      chosen: [{ group: 'weather', value: 'rain' }],
    });
    expect(complete('a red cat in the city', 'sunny', 1).prompt).toBe(
      'a red cat in the city, while it snows',
    );
    expect(complete('a red cat in the city', 'sunny, rain', 4).prompt).toBe(
      'a red cat in the city, while it snows',
    );
  });

  it('that names some of what may be chosen has another one chosen', () => {
    expect(complete('a cat', 'the ocean, red').prompt).toBe('a blue cat, in the desert');
  });

  it.each([
    ['that names what would not be drawn', 'a red cat in the city', 'rain'],
    ['of words that are not known', 'a red cat in the city', 'blurry, watermark, constructor'],
    ['against what the prompt names', 'a red cat in the city, sunny', 'clear sky, city'],
    ['that leaves nothing over', 'a red cat', 'sea, desert, city'],
    ['of things', 'a red cat on the ocean', 'dog, cat'],
  ])('%s changes nothing', (_, prompt, negativePrompt) => {
    expect(complete(prompt, negativePrompt)).toEqual({ prompt, chosen: [] });
  });
});
