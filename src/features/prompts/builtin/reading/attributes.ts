import {
  ADJECTIVES,
  BASIC_COLOURS,
  COLOURS,
  DEGREES,
  EMPTY_ADJECTIVES,
  EXPRESSIONS,
  LOOKS_ING,
  MATERIALS,
  NUANCES,
  SHADES,
} from '../lexicon/looks.js';
import type { Unit } from './unit.js';
import { isVague } from './word-classes.js';

export interface Attributes {
  attributes: string[];
  expression?: string;
  /** -ing words that are actions: `a sleeping cat`. */
  doing: string[];
}

/** Faces that are as often said of a whole person. */
const ALSO_CHARACTER = /^(?:calm|serious|content|tired|sleepy|weary|focused|confident|concentrated|blank)$/;

/** Adjectives one each: a shade stays with its colour, an adverb with its adjective. */
export function attributesOf(units: readonly Unit[]): Attributes {
  const found: Attributes = { attributes: [], doing: [] };
  let lead = '';
  for (const [at, unit] of units.entries()) {
    if (leadsNext(unit, units[at + 1])) {
      lead = `${lead}${unit.lower} `;
      continue;
    }
    if (EMPTY_ADJECTIVES.has(unit.lower) || isVague(unit.lower)) continue;
    addAttribute(found, unit, lead);
    lead = '';
  }
  return found;
}

/** A material or a colour by itself is a look of its own: `gold red`. */
function isNuance(word: string): boolean {
  return NUANCES.has(word) && !COLOURS.has(word) && !ADJECTIVES.has(word) && !MATERIALS.has(word);
}

/** `dark` of `dark green`, `slightly` of `slightly rusty`. */
function leadsNext({ lower, kind }: Unit, next: Unit | undefined): boolean {
  if (next === undefined) return false;
  if (SHADES.has(lower) && COLOURS.has(next.lower)) return true;
  if (isNuance(lower) && BASIC_COLOURS.has(next.lower)) return true;
  return (DEGREES.has(lower) || kind === 'adverb') && !/^(?:highly|very|extremely)$/.test(lower);
}

function addAttribute(found: Attributes, { lower, form }: Unit, lead: string): void {
  if (EXPRESSIONS.has(lower) && !ALSO_CHARACTER.test(lower)) found.expression ??= lower;
  else if (form?.form === 'ing' && !LOOKS_ING.has(lower)) found.doing.push(lower);
  else found.attributes.push(`${lead}${lower}`);
}
