import { expect, it } from 'vitest';
import { loadLanguage } from '../text/language.js';
import { protectedIn, readPrompt } from './extract.js';

it.each([
  ['make it night', []],
  ['Make the dog red, please!', []],
  ['set it in Paris', ['Paris']],
  ['the sign says "open"', ['open']],
  ['trigger word: blorb', ['blorb']],
  ['Trigger: blorb', ['blorb']],
  ['a photo of sks', ['sks']],
  ['use my_style', ['my_style']],
])('knows what of %j is kept verbatim', async (text, texts) => {
  const language = await loadLanguage();
  expect(protectedIn(text, language)).toEqual(texts);
  expect(readPrompt(text, language).parameters.protected).toEqual(texts);
});
