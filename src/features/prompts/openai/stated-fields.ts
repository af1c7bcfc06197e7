import { FIELD_PATHS, type FieldSources, fieldValue, type Parameters } from '../../sessions/index.js';

/** Words that say nothing of their own. */
const IGNORED = new Set('a an the of and with in on at to is shot view'.split(' '));

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  2: ['two', 'pair', 'couple', 'both', 'twin'],
  3: ['three', 'trio', 'triplet'],
  4: ['four', 'quartet'],
  5: ['five'],
  6: ['six'],
  7: ['seven'],
  8: ['eight'],
  9: ['nine'],
  10: ['ten'],
  11: ['eleven'],
  12: ['twelve', 'dozen'],
};

/** A field is `stated` only where all words of its value stand in the prompt, in whatever form; otherwise `inferred`. */
export function sourcesIn(parameters: Parameters, prompt: string): FieldSources {
  const text = prompt.toLowerCase();
  const words = new Set(wordsOf(text).map(stem));
  const isFound = (word: string) =>
    words.has(stem(word)) ||
    (NUMBERS[word] ?? []).some((name) => words.has(stem(name))) ||
    isFoundUnspaced(word, text);
  const sources: FieldSources = {};
  for (const path of FIELD_PATHS) {
    const value = fieldValue(parameters, path);
    if (value === undefined) continue;
    sources[path] = evidenceOf(value).every(isFound) ? 'stated' : 'inferred';
  }
  return sources;
}

/** In scripts that write no spaces between words. */
function isFoundUnspaced(word: string, text: string): boolean {
  return (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word) && text.includes(word)
  );
}

/** The words that must be found for a value; that there is one of something goes without saying. */
function evidenceOf(value: unknown): string[] {
  if (typeof value === 'string') {
    const words = wordsOf(value.toLowerCase());
    const telling = words.filter((word) => !IGNORED.has(word));
    return telling.length > 0 ? telling : words;
  }
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(evidenceOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'count' && item === 1 ? [] : evidenceOf(item),
  );
}

function wordsOf(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{M}]*|\d+(?:\.\d+)?/gu) ?? [];
}

/** `drives` and `driving` alike; rough, but the same for both sides. */
function stem(word: string): string {
  if (word.length <= 3) return word;
  const cut = word.replace(/(?:ies|ing|ed|es|s|y|ie|e)$/, '');
  const bare = cut.length >= 2 ? cut : word;
  return bare.replace(/([b-df-hj-np-tv-z])\1$/, '$1');
}
