import { expect, it } from 'vitest';
import { type Language, loadLanguage } from './text/language.js';
import { warmUp } from './warm-up.js';

it('reads texts of both kinds that the engine compiles patterns for', async () => {
  const language = await loadLanguage();
  const texts: string[] = [];
  warmUp(noting(language, texts), 60_000);
  const isLatin = (text: string) => /^[\0-\xFF]*$/.test(text);
  const long = texts.filter((text) => text.length > 100);
  expect(long.filter(isLatin).length).toBeGreaterThan(20);
  expect(long.filter((text) => !isLatin(text)).length).toBeGreaterThan(20);
});

it('leaves out the rest when its time is up', async () => {
  const language = await loadLanguage();
  const [all, few]: [string[], string[]] = [[], []];
  warmUp(noting(language, all), 60_000);
  warmUp(noting(language, few), 0);
  expect(few.length).toBeGreaterThan(0);
  expect(few.length).toBeLessThan(all.length / 2);
});

function noting(language: Language, texts: string[]): Language {
  return {
    ...language,
    tagsOf: (text, tokens) => {
      texts.push(text);
      return language.tagsOf(text, tokens);
    },
  };
}
