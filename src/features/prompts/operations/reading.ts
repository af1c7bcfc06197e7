import { type Tagger, loadLanguage } from '../builtin/text/language.js';
import { phrasesOf } from '../builtin/text/phrases.js';

/** Longer texts are taken as they are: finding their phrases would take longer than anybody waits. */
const LONGEST_READ = 2000;

/** What a text consists of, as far as rules can tell. */
export interface Reading {
  /** What belongs together: things, actions, numbers, quoted texts; in order. */
  phrases: string[];
  /** Names among the words that begin a sentence. */
  firstNames: string[];
}

export async function readPrompt(prompt: string): Promise<Reading> {
  if (prompt.length > LONGEST_READ) return { phrases: [], firstNames: [] };
  const { tag } = await loadLanguage();
  return { phrases: phrasesOf(prompt, tag), firstNames: firstNamesOf(prompt, tag) };
}

const NAMES = ['Person', 'FirstName', 'LastName', 'Place', 'City', 'Country', 'Organization'];

function firstNamesOf(prompt: string, tag: Tagger): string[] {
  const words = tag(prompt);
  return words
    .filter((_, index) => index === 0 || /[.!?]/.test(words[index - 1]?.post ?? ''))
    .filter(({ text, tags }) => /^\p{Lu}/u.test(text) && tags.some((name) => NAMES.includes(name)))
    .filter(({ tags }) => tags.includes('ProperNoun'))
    .map(({ text }) => text);
}
