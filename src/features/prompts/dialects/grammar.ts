import { lookUp } from '../look-up.js';
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

const IRREGULAR_PLURALS: Readonly<Record<string, string>> = {
  man: 'men',
  woman: 'women',
  person: 'people',
  child: 'children',
  foot: 'feet',
  tooth: 'teeth',
  goose: 'geese',
  mouse: 'mice',
  ox: 'oxen',
  leaf: 'leaves',
  wolf: 'wolves',
  knife: 'knives',
  loaf: 'loaves',
  shelf: 'shelves',
  calf: 'calves',
  half: 'halves',
};

/** Their plural is themselves, or they are plurals already. */
const SAME_PLURALS = new Set(
  'sheep deer fish aircraft spacecraft series people men women children feet geese mice cattle police'.split(
    ' ',
  ),
);

const MASS_NOUNS = new Set(
  'water smoke rain snow fire sand grass traffic steam lava lightning fog mist dust food rice coffee tea milk ice light sunlight foliage furniture equipment'.split(
    ' ',
  ),
);

const DETERMINER = /^(?:an?|the|his|her|its|their|my|our|your|this|that|these|those|some|many|several)\s/i;

/** `two`; digits above twelve. */
export function numberWord(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}

function lastWord(text: string): string {
  return /[\p{L}\p{N}'’-]+$/u.exec(text)?.[0] ?? '';
}

/** The noun that a phrase is about: the last word before `of`, `with`, `in`, ... */
function headEnd(text: string): number {
  const match = /\s(?:of|with|in|on|at|from|by|for|and)\s/i.exec(text);
  return match?.index ?? text.length;
}

export function plural(name: string): string {
  const end = headEnd(name);
  const head = name.slice(0, end);
  const noun = lastWord(head);
  return head.slice(0, head.length - noun.length) + pluralNoun(noun) + name.slice(end);
}

function pluralNoun(noun: string): string {
  const lower = noun.toLowerCase();
  const irregular = lookUp(IRREGULAR_PLURALS, lower);
  if (irregular !== undefined) return noun.charAt(0) + irregular.slice(1);
  if (noun === '' || SAME_PLURALS.has(lower) || MASS_NOUNS.has(lower)) return noun;
  if (isPluralNoun(noun)) return noun;
  if (/(?:men|people)$/i.test(noun)) return noun;
  if (/man$/i.test(noun) && !/(?:hu|ro|ger)man$/i.test(noun)) return `${noun.slice(0, -2)}en`;
  if (/(?:s|x|z|ch|sh)$/i.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

function isPluralNoun(noun: string): boolean {
  return (
    SAME_PLURALS.has(noun.toLowerCase()) || (/[^su']s$/i.test(noun) && !/(?:bus|gas|lens|is)$/i.test(noun))
  );
}

/** `an old man`; names, plurals and what has a determiner already stay as they are. */
export function withArticle(phrase: string): string {
  if (!takesArticle(phrase)) return phrase;
  return `${articleFor(phrase)} ${phrase}`;
}

export function articleFor(phrase: string): 'a' | 'an' {
  if (/^(?:uni|use|eu|one\b|once\b|u-)/i.test(phrase)) return 'a';
  return /^(?:[aeiou]|hour|honest|heir)/i.test(phrase) ? 'an' : 'a';
}

function takesArticle(phrase: string): boolean {
  if (!/^[a-z]/.test(phrase) || DETERMINER.test(phrase)) return false;
  const noun = lastWord(phrase.slice(0, headEnd(phrase)));
  return !isPluralNoun(noun) && !MASS_NOUNS.has(noun.toLowerCase());
}

/** `the dog`; names and what has a determiner already stay as they are. */
export function definite(name: string): string {
  return !/^[\p{Ll}]/u.test(name) || DETERMINER.test(name) ? name : `the ${name}`;
}

/** `red`, `red and blue`, `red, green and blue`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** In quotation marks that do not occur in it. */
export function quoted(text: string): string {
  return text.includes('"') ? `“${text}”` : `"${text}"`;
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
