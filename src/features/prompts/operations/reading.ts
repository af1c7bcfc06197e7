import { type Tagger, loadLanguage } from '../builtin/text/language.js';
import { phrasesOf } from '../builtin/text/phrases.js';

/** Longer texts are taken as they are: finding their phrases would take longer than anybody waits. */
const LONGEST_READ = 2000;

/** What a text consists of, as far as rules can tell. */
export interface Reading {
  /** What belongs together: things, actions, numbers, quoted texts; in order. */
  readonly phrases: string[];
  /** Names among the words that begin a sentence. */
  readonly firstNames: string[];
}

/** Each part is worked out when it is asked for. */
export async function readPrompt(prompt: string): Promise<Reading> {
  if (prompt.length > LONGEST_READ) return { phrases: [], firstNames: [] };
  const { tag } = await loadLanguage();
  return {
    get phrases() {
      return phrasesOf(prompt, tag);
    },
    get firstNames() {
      return firstNamesOf(prompt, tag);
    },
  };
}

/** Where a capital may begin a sentence, and the word there. */
const FIRST_WORD = /(?:^|[.!?])[^\p{L}\p{N}]*(\p{Lu}[\p{L}\p{M}\p{N}'’]*)/gu;
/** Nobody's name. Most prompts begin with one of these, and need not be tagged to know it. */
const NO_FIRST_NAMES = new Set(
  (
    'A An The This That These Those One Two Three Four Five Six Seven Eight Nine Ten Some Several Many Few All Both ' +
    'Each Every No Another He She It They We You His Her Its Their My Your Our Who What There Here In On At By Of Off To ' +
    'Into Onto From With Without Within Behind Beside Between Before After Above Below Beneath Under Over Around Across ' +
    'Along Through Near Inside Outside As While When Where If Then Now And But Or So Make Add Show Camera Background ' +
    'Foreground Meanwhile Slowly Suddenly'
  ).split(' '),
);

const NAMES = ['Person', 'FirstName', 'LastName', 'Place', 'City', 'Country', 'Organization'];

function firstNamesOf(prompt: string, tag: Tagger): string[] {
  const first = Array.from(prompt.matchAll(FIRST_WORD), ([, word = '']) => word);
  if (first.every((word) => NO_FIRST_NAMES.has(word))) return [];
  const words = tag(prompt);
  return words
    .filter((_, index) => index === 0 || /[.!?]/.test(words[index - 1]?.post ?? ''))
    .filter(({ text, tags }) => /^\p{Lu}/u.test(text) && tags.some((name) => NAMES.includes(name)))
    .filter(({ tags }) => tags.includes('ProperNoun'))
    .map(({ text }) => text);
}
