import { LOOKS_ING } from '../lexicon/looks.js';
import type { VerbForm } from '../text/language.js';
import type { Reading } from './reading.js';
import { isOf, type Unit, type UnitKind } from './unit.js';
import {
  ADVERBS,
  DETERMINERS,
  isBeingOnly,
  isDescriptive,
  isNounKnown,
  NOUNS_ING,
  NUMBERS,
  PREPOSITIONS,
  PRONOUNS,
  RELATIVE,
  STATE_WORDS,
  SUBORDINATE,
} from './word-classes.js';
import { lookUp } from '../../look-up.js';

/** What a word is by itself and by the unit in front of it; {@link settle} looks again with those behind known. */
export function kindOf(
  reading: Reading,
  lower: string,
  tags: readonly string[],
  previous: Unit | undefined,
): UnitKind {
  const closed = closedKind(lower, previous);
  if (closed !== undefined) return closed;
  if (!/[\p{L}\p{N}]/u.test(lower)) return markKind(lower);
  if (lookUp(NUMBERS, lower) !== undefined || /^\d+$/.test(lower)) return 'number';
  return openKind(reading, lower, tags, previous);
}

function markKind(mark: string): UnitKind {
  if (/[.!?…\n]/.test(mark)) return 'stop';
  return /[,;:()[\]{}|/—–-]/.test(mark) ? 'comma' : 'gap';
}

/** In order: the first class that a word is in counts. */
const CLOSED: readonly [kind: UnitKind, has: (lower: string, previous: Unit | undefined) => boolean][] = [
  ['relative', (lower, previous) => lower === 'that' && isOf(previous, 'noun')],
  ['determiner', (lower) => lower === 'her' || lower === 'his' || DETERMINERS.has(lower)],
  ['and', (lower) => lower === 'and' || lower === '&' || lower === 'or'],
  ['then', joinsSentences],
  ['relative', (lower) => RELATIVE.has(lower)],
  ['pronoun', (lower) => PRONOUNS.has(lower) && lower !== 'one'],
  ['preposition', (lower) => PREPOSITIONS.has(lower)],
  ['state', (lower) => STATE_WORDS.has(lower)],
  ['adverb', (lower) => ADVERBS.has(lower)],
];

function closedKind(lower: string, previous: Unit | undefined): UnitKind | undefined {
  return CLOSED.find(([, has]) => has(lower, previous))?.[0];
}

/** `first` and `next` do; `the first car` does not. */
function joinsSentences(lower: string, previous: Unit | undefined): boolean {
  if (!SUBORDINATE.has(lower)) return false;
  return !(/^(?:first|next)$/.test(lower) && isOf(previous, 'determiner'));
}

/** A word of an open class, with all that is known of it. */
interface OpenWord {
  lower: string;
  form: VerbForm | undefined;
  tags: readonly string[];
  isNounKnown: boolean;
  isBeing: boolean;
  /** Behind an article, an adjective or a number: part of what names a thing. */
  isInPhrase: boolean;
  previous: Unit | undefined;
}

function openKind(
  reading: Reading,
  lower: string,
  tags: readonly string[],
  previous: Unit | undefined,
): UnitKind {
  const { language } = reading;
  const singular = language.singular(lower);
  const word: OpenWord = {
    lower,
    form: language.verbForm(lower),
    tags,
    isNounKnown: isNounKnown(lower, singular),
    isBeing: isBeingOnly(lower, singular),
    isInPhrase: isOf(previous, 'determiner', 'adjective', 'number'),
    previous,
  };
  // `runnin`
  if (/[^aeiou]in$/.test(lower) && language.verbForm(`${lower}g`)?.form === 'ing') return 'ing';
  return kindByForm(word) ?? (word.isInPhrase ? kindInPhrase(word) : kindByItself(word));
}

const NOUNS_LY =
  /^(?:family|butterfly|fly|firefly|dragonfly|jelly|lily|belly|bully|assembly|italy|ally|rally|trolley|supply|reply)$/;
const COMPOUND_ADJECTIVE =
  /(?:ed|ing|ful|y|sized|shaped|like|old|tall|long|high|free|covered|made|style|built|worn|lit|eyed)$/;

function kindByForm(word: OpenWord): UnitKind | undefined {
  const { lower, form, tags } = word;
  if (isAdverbForm(lower)) return 'adverb';
  if (isIngForm(word)) return 'ing';
  if (isDescriptive(lower)) return 'adjective';
  if (isBeingHere(word)) return 'noun';
  if (lower.includes('-'))
    return COMPOUND_ADJECTIVE.test(lower) || tags.includes('Adjective') ? 'adjective' : 'noun';
  return form?.form === 'past' ? 'past' : undefined;
}

function isAdverbForm(lower: string): boolean {
  return lower.endsWith('ly') && !isDescriptive(lower) && !NOUNS_LY.test(lower);
}

function isBeingHere({ isBeing, isInPhrase, form, previous }: OpenWord): boolean {
  return isBeing && (isInPhrase || form === undefined || !isOf(previous, 'noun'));
}

function isIngForm({ lower, form, isNounKnown: isNoun }: OpenWord): boolean {
  if (!lower.endsWith('ing') || lower.length <= 4) return false;
  return form?.form === 'ing' || (!NOUNS_ING.has(lower) && !isNoun && !LOOKS_ING.has(lower));
}

function kindInPhrase({ lower, form, tags, isNounKnown: isNoun }: OpenWord): UnitKind {
  if (/[^e]ed$/.test(lower) && lower.length > 4) return 'past';
  return tags.includes('Adjective') && form === undefined && !isNoun ? 'adjective' : 'noun';
}

function kindByItself({ lower, form, tags, isNounKnown: isNoun, previous }: OpenWord): UnitKind {
  if (form !== undefined) return 'verb';
  if (isNoun) return 'noun';
  if (tags.includes('Adverb')) return 'adverb';
  if (lower.endsWith('ed') && (tags.includes('PastTense') || tags.includes('Adjective'))) return 'past';
  const mayAct = isOf(previous, 'noun', 'pronoun', 'relative', 'adverb');
  if (mayAct && tags.includes('Verb') && !tags.includes('Particle')) return 'verb';
  return tags.includes('Adjective') ? 'adjective' : 'noun';
}
