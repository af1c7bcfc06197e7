import type { Subject } from '../../../sessions/index.js';
import { BASIC_COLOURS, NUANCES } from '../lexicon/looks.js';
import { CLOTHES } from '../lexicon/things.js';
import { NUMBERS } from '../reading/units.js';
import { lookUp } from '../../look-up.js';
import type { Language } from '../text/language.js';

/** A thing in words of its own: `three small ice cream trucks with flags`. */
export interface NounPhrase {
  /** Undefined where it is not counted. */
  count: number | undefined;
  isCounted: boolean;
  looks: string[];
  /** Singular, lower case unless it is a name. */
  name: string;
  /** The last word of the name, singular. */
  head: string;
  /** What follows: `with flags`. */
  rest: string;
}

const LEAD =
  /^(?:only |just |exactly )?(an?|the|some|one|my|his|her|its|their|this|that|\d{1,3}|\p{L}+)\s+(?=\S)/iu;
const NEXT =
  /\s+(?:of|with|without|in|on|at|to|from|by|for|near|under|over|behind|beside|around|next|along|across|through|into|wearing|holding|carrying|that|who|which|and|or|is|are|was|were|while|as|like)\b/iu;
const DETERMINERS = new Set('a an the some my his her its their this that single'.split(' '));

/**
 * Adjectives before the first noun are looks, everything from there to the last is the name; undefined where the
 * words are no single thing.
 * @param isLook whether a word says how a thing looks
 */
export function nounPhraseOf(
  phrase: string,
  language: Language,
  isLook: (word: string) => boolean,
): NounPhrase | undefined {
  const { body, count, isLed } = ledBy(phrase);
  const next = NEXT.exec(body);
  const main = (next === null ? body : body.slice(0, next.index)).split(/\s+/);
  const last = main.at(-1) ?? '';
  // Behind a determiner begins another thing.
  if (main.some((one, index) => index > 0 && /^(?:an?|the|my|his|her|its|their)$/i.test(one)))
    return undefined;
  if (main.length > 5 || !main.every((one) => /^[\p{L}\p{N}'’-]+$/u.test(one)) || /^\d/.test(last))
    return undefined;
  const isDescribing = (one: string, index: number) => isLook(one) || isNuance(one, main[index + 1]);
  const first = main.findIndex((one, index) => index === main.length - 1 || !isDescribing(one, index));
  const head = language.singular(last.toLowerCase());
  const isMany = head !== last.toLowerCase();
  const name = [...main.slice(first, -1), isMany ? head : last].join(' ');
  return {
    count: count ?? (isMany ? undefined : 1),
    isCounted: count !== undefined,
    looks: looksOf(main.slice(0, first)),
    name: isLed ? name : lowered(name, phrase),
    head,
    rest: next === null ? '' : body.slice(next.index).trim(),
  };
}

/** A capital that only begins the phrase is none of the name's. */
function lowered(name: string, phrase: string): string {
  return phrase.startsWith(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** What counts or points at the thing, and the rest. */
function ledBy(phrase: string): { body: string; count: number | undefined; isLed: boolean } {
  const bare = phrase.trim().replace(/[.!?]+$/, '');
  const [, word = ''] = LEAD.exec(bare) ?? [];
  const count = countOf(word);
  const isLed = DETERMINERS.has(word.toLowerCase()) || count !== undefined;
  const at = isLed ? bare.toLowerCase().indexOf(word.toLowerCase()) + word.length : 0;
  return { body: bare.slice(at).trim(), count, isLed };
}

function countOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower === 'a' || lower === 'an' || lower === 'single') return 1;
  return /^\d{1,3}$/.test(lower) ? Number(lower) : lookUp(NUMBERS, lower);
}

/** `bright red` is one look. */
function looksOf(words: readonly string[]): string[] {
  const looks: string[] = [];
  let shade = '';
  for (const word of words) {
    const isShade =
      word !== words.at(-1) && (SHADE.test(word) || isNuance(word, words[words.indexOf(word) + 1]));
    if (isShade) shade += `${word} `;
    else {
      looks.push(`${shade}${word}`.toLowerCase());
      shade = '';
    }
  }
  return looks;
}

/** `dusty` of `dusty rose`. */
function isNuance(word: string, next = ''): boolean {
  return NUANCES.has(word.toLowerCase()) && BASIC_COLOURS.has(next.toLowerCase());
}
const SHADE = /^(?:bright|dark|light|pale|deep|vivid|neon|pastel|matte|very|slightly|\p{L}+ly)$/iu;

const WORN = /(?:coat|suit|jacket|shirt|dress|hat|boots?|shoes?|wear|scarf|gown|robe|dungarees)s?$/;

/** What a phrase adds to somebody: `with neon laces`, `in a white tuxedo`. */
export function addedBy(rest: string, language: Language): Pick<Subject, 'clothing'> & { own?: string } {
  const [, lead = '', what = ''] = /^(with|in|wearing) (?:an? |the )?(.+)$/i.exec(rest) ?? [];
  if (what === '') return {};
  const head = what.split(/\s+/).at(-1)?.toLowerCase() ?? '';
  const isWorn = CLOTHES.has(head) || CLOTHES.has(language.singular(head)) || WORN.test(head);
  if (isWorn || /^wearing$/i.test(lead)) return { clothing: what };
  return /^with$/i.test(lead) ? { own: what } : {};
}
