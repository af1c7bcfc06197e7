import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PromptTokenizer, type TokenizerFiles } from './prompt-tokenizer.js';

const folder = new URL('../../../../../test/support/tiny-onnx-model/tokenizer/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never;
const files: TokenizerFiles = { tokenizer: read('tokenizer.json'), config: read('tokenizer_config.json') };

/** Ids from Hugging Face's Python tokenizer of the same files, padded to and truncated at 16. */
const REFERENCE: [string, number[]][] = [
  ['', [1]],
  ['a red ball', [260, 261, 262, 1]],
  ['A  RED\n ball', [260, 261, 262, 1]],
  ['é', [259, 198, 172, 1]],
  ['😀', [259, 243, 162, 155, 131, 1]],
  [
    'a red ball moves left a red ball moves right a red ball and a blue ball',
    [260, 261, 262, 263, 264, 260, 261, 262, 263, 265, 260, 261, 262, 284, 260, 1],
  ],
  ['</s> a', [1, 260, 1]],
  ['&amp;lt;b&gt;', [259, 63, 272, 65, 1]],
  ['ﬁ', [259, 276, 279, 1]],
  ['<0xF0>', [259, 63, 51, 123, 276, 51, 65, 1]],
  ['▁', [259, 1]],
  ['red\u00a0ball', [261, 262, 1]],
];

describe('PromptTokenizer', () => {
  const sut = new PromptTokenizer(files, 16);

  it.each(REFERENCE)('gives the ids of the reference for %j', (prompt, expected) => {
    const { ids, length } = sut.tokenize(prompt);
    expect([...ids].slice(0, length).map(Number)).toEqual(expected);
  });

  it('pads ids and mask to the full length', () => {
    const { ids, mask } = sut.tokenize('a red ball');
    expect([...ids].map(Number)).toEqual([260, 261, 262, 1, ...Array.from({ length: 12 }, () => 0)]);
    expect([...mask].map(Number)).toEqual([1, 1, 1, 1, ...Array.from({ length: 12 }, () => 0)]);
  });

  it('answers a prompt of a million characters at once, with the end mark in the last place', () => {
    const start = performance.now();
    const { ids, length } = sut.tokenize('a red ball 😀 '.repeat(80_000));
    expect(length).toBe(16);
    expect(ids[15]).toBe(1n);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('names a padding token that the vocabulary lacks', () => {
    expect(() => new PromptTokenizer({ ...files, config: { pad_token: '<none>' } }, 16)).toThrow('"<none>"');
  });
});
