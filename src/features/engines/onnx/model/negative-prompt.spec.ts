import { describe, expect, it } from 'vitest';
import { avoiding } from './negative-prompt.js';
import { PromptReader, vocabularySchema } from './vocabulary.js';

const vocabulary = vocabularySchema.parse({
  version: 1,
  groups: [
    { name: 'subject', values: [{ value: 'cat', words: ['cat'], nearest: ['dog'] }] },
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
const avoid = (prompt: string, negativePrompt: string, seed = 0) =>
  avoiding(vocabulary, reader, { prompt, negativePrompt, seed });

describe('a negative prompt', () => {
  it('that names what is usual has something else asked for, by the seed', () => {
    expect(avoid('a cat in the city.', 'clear sky')).toEqual({
      prompt: 'a cat in the city, in the rain',
      instead: [{ group: 'weather', value: 'rain' }],
    });
    expect(avoid('a cat in the city', 'sunny', 1).prompt).toBe('a cat in the city, while it snows');
    expect(avoid('a cat in the city', 'sunny, rain', 4).prompt).toBe('a cat in the city, while it snows');
  });

  it('that names one of what the noise chooses from has one of the others asked for', () => {
    expect(avoid('a cat', 'the ocean').prompt).toBe('a cat, in the desert');
    expect(avoid('a cat', 'ocean', 1).prompt).toBe('a cat, in the city');
  });

  it('acts on several groups', () => {
    expect(avoid('a cat', 'sea, desert, clear sky', 2).prompt).toBe('a cat, in the city, in the rain');
  });

  it.each([
    ['that names what would not be drawn', 'a cat in the city', 'rain'],
    ['of words that are not known', 'a cat in the city', 'blurry, watermark, constructor'],
    ['against what the prompt names', 'a cat in the city, sunny', 'clear sky, city'],
    ['that leaves nothing over', 'a cat', 'sea, desert, city'],
    ['of things', 'a cat on the ocean', 'dog, cat'],
    ['that is empty', 'a cat', ''],
  ])('%s changes nothing', (_, prompt, negativePrompt) => {
    expect(avoid(prompt, negativePrompt)).toEqual({ prompt, instead: [] });
  });
});
