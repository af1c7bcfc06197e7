import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_REMARK } from '../../engine.port.js';
import { PromptReader, vocabularySchema } from './vocabulary.js';

const vocabulary = vocabularySchema.parse({
  version: 1,
  groups: [
    {
      name: 'subject',
      values: [
        { value: 'cat', words: ['cat', 'cats'], nearest: ['dog', 'guinea pig'] },
        { value: 'ball', words: ['ball', 'beach ball'] },
      ],
    },
    { name: 'weather', values: [{ value: 'clear', words: ['clear sky'] }] },
  ],
  plain: ['a', 'the', 'in'],
});
const reader = new PromptReader(vocabulary);

describe('PromptReader', () => {
  it('finds nothing to tell where every word is known', () => {
    expect(reader.read('A cat, the BEACH BALL: clear sky!')).toEqual({ ignored: [], replaced: [] });
  });

  it('names unknown words once each, in order and in lower case', () => {
    expect(reader.read('A Zeppelin in the fjord, zeppelin!').ignored).toEqual(['zeppelin', 'fjord']);
  });

  it('names words that stand for something else, phrases among them', () => {
    expect(reader.read('a dog and a guinea pig')).toEqual({
      ignored: ['and'],
      replaced: [
        { word: 'dog', by: 'cat' },
        { word: 'guinea pig', by: 'cat' },
      ],
    });
  });

  it('knows the single words of its phrases, but not those of what it replaces', () => {
    expect(reader.read('sky beach guinea').ignored).toEqual(['guinea']);
  });

  it('takes words like constructor for what they are, and letters of all alphabets for words', () => {
    expect(reader.read('constructor __proto__ 東京 naïve').ignored).toEqual([
      'constructor',
      'proto',
      '東京',
      'naïve',
    ]);
  });

  it('tells of no more than twenty words', () => {
    const prompt = Array.from({ length: 50 }, (_, number) => `unknown${number}`).join(' ');
    expect(reader.read(prompt).ignored).toHaveLength(20);
  });

  it('remarks on nothing where every word is known', () => {
    expect(reader.remarkOn('a cat in the clear sky', 'tiny 1')).toBeUndefined();
  });

  it('remarks on what is passed over and on what is drawn as something else', () => {
    expect(reader.remarkOn('A zeppelin, the fjord, a dog', 'tiny 1')).toBe(
      'tiny 1 passes over words it does not know: zeppelin, fjord. tiny 1 draws dog as cat.',
    );
  });

  it('keeps a remark short, whatever the prompt', () => {
    const long = Array.from({ length: 5000 }, (_, number) => `${'x'.repeat(500)}${number}`).join(' ');
    const remark = reader.remarkOn(`${long} a dog`, 'tiny 1') ?? '';
    expect(remark).toContain('xxxxxxx…, ');
    expect(remark).toMatch(/, and more\.$/);
    expect(remark.length).toBeLessThan(MAX_REMARK);
  });

  it('reads the vocabulary of the embedded model', () => {
    const file = new URL('../../../../../models/tiny-world/vocabulary.json', import.meta.url);
    const tinyWorld = new PromptReader(vocabularySchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
    const known = 'two red cats bounce slowly on the grass at night in the rain, the camera pans left';
    expect(tinyWorld.read(known)).toEqual({ ignored: [], replaced: [] });
    expect(tinyWorld.read('a dog under the Eiffel tower')).toEqual({
      ignored: ['eiffel', 'tower'],
      replaced: [{ word: 'dog', by: 'cat' }],
    });
  });
});
