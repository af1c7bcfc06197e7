import type { Parameters } from '../../../sessions/index.js';
import { BODY_PARTS, LIGHT_SOURCES, PLACES, SUBSTANCES, SURFACES } from '../lexicon/things.js';
import { isScenery, type Mention } from './mention.js';
import { DIRECTIONS, PLACE_PREPOSITIONS } from './prepositions.js';
import { addTo, type Reading } from './reading.js';
import { withoutArticle } from './scene-words.js';
import type { Thing } from './thing.js';

/** A thing that is no subject, among the others that are none. */
interface Placed {
  reading: Reading;
  mention: Mention;
  all: readonly Mention[];
  phrase: string;
}

/** Characters of a place with those that it lies in. */
const LONGEST_PLACE = 1000;

/** How a thing stands in the setting. */
type Standing = 'backdrop' | 'foreground' | 'background' | 'place' | 'surface' | 'name' | 'prop';

/** Puts a thing that is no subject into the setting, where it belongs there. */
export function placeThing(reading: Reading, mention: Mention, all: readonly Mention[]): void {
  const { setting, composition } = reading.parameters;
  const phrase = placePhrase(reading, mention, all);
  const placed = { reading, mention, all, phrase };
  const standing = standingOf(placed);
  switch (standing) {
    case undefined:
      return;
    case 'backdrop':
      setting.background ??= phrase.replace(/\bbg$/i, 'background');
      return found(placed, 'setting.background');
    case 'foreground':
      composition.position ??= 'foreground';
      return;
    case 'background':
      if (setting.background !== undefined) return;
      setting.background = phrase;
      return found(placed, 'setting.background');
    case 'place':
      if (!isBetterPlace(placed, setting)) return;
      setting.location = phrase;
      return found(placed, 'setting.location');
    case 'surface':
      setting.location ??= phrase;
      return found(placed, 'setting.location');
    case 'name':
      setting.location ??= phrase;
      return;
    case 'prop':
      addTo(setting.props, phrase);
      return found(placed, 'setting.props');
  }
}

function found(
  { reading, mention: { thing }, phrase }: Placed,
  path: 'setting.location' | 'setting.background' | 'setting.props',
): void {
  const offset = reading.text.slice(thing.start).indexOf(phrase);
  reading.found(path, phrase, thing.start, thing.start + offset + phrase.length);
}

function standingOf(placed: Placed): Standing | undefined {
  const { thing, preposition } = placed.mention;
  const { head } = thing;
  if (isBackdrop(placed)) return 'backdrop';
  if (head === 'foreground') return 'foreground';
  if (isScenery(head) || preposition === 'of' || preposition === 'per') return undefined;
  if (isBehind(placed)) return 'background';
  if (PLACES.has(head)) return 'place';
  if (isNoProp(head)) return undefined;
  if (isLoneSurface(placed)) return 'surface';
  if (thing.isName) return leadsToPlace(preposition) ? 'name' : undefined;
  return 'prop';
}

function leadsToPlace(preposition: string): boolean {
  return PLACE_PREPOSITIONS.has(preposition) || DIRECTIONS.has(preposition);
}

/** `a plain white backdrop`; the bare word says nothing. */
function isBackdrop({ mention: { thing }, phrase }: Placed): boolean {
  return /^(?:background|backdrop|bg)$/.test(thing.head) && /\s/.test(phrase);
}

function isBehind({ reading, mention: { thing, preposition } }: Placed): boolean {
  return preposition === 'behind' || preposition === 'against' || isInBackground(reading, thing);
}

const IN_BACKGROUND =
  /^\s*(?:(?:visible|seen|blurred|looming|rising) )?(?:in the (?:far |soft |blurry )?(?:background|distance)|behind (?:him|her|it|them))\b/i;

function isInBackground(reading: Reading, { end }: Thing): boolean {
  return IN_BACKGROUND.test(reading.text.slice(end, end + 60));
}

function isNoProp(head: string): boolean {
  return SUBSTANCES.has(head) || BODY_PARTS.has(head) || LIGHT_SOURCES.has(head);
}

/** A table is where something is, where no place is named. */
function isLoneSurface({ mention, all }: Placed): boolean {
  if (!SURFACES.has(mention.thing.head) || !PLACE_PREPOSITIONS.has(mention.preposition)) return false;
  return !all.some((other) => other !== mention && PLACES.has(other.thing.head));
}

function isBetterPlace(
  { mention, all }: Placed,
  { location }: Pick<Parameters['setting'], 'location'>,
): boolean {
  return location === undefined || (PLACE_PREPOSITIONS.has(mention.preposition) && !isStrong(all, location));
}

/** Whether a location was said with a word of place. */
function isStrong(all: readonly Mention[], location: string): boolean {
  return all.some(
    ({ thing, preposition }) =>
      PLACE_PREPOSITIONS.has(preposition) && PLACES.has(thing.head) && location.includes(thing.name),
  );
}

/** Nested places are one phrase: `narrow street in Lisbon`, `edge of a cliff`. */
function placePhrase(reading: Reading, mention: Mention, all: readonly Mention[]): string {
  const { thing } = mention;
  let end = thing.end;
  for (const { thing: next } of all.slice(all.indexOf(mention) + 1)) {
    const isTooLong = next.end - thing.start > LONGEST_PLACE;
    if (isTooLong || !isNested(thing, reading.text.slice(end, next.start), next)) break;
    end = next.end;
  }
  return withoutArticle(cleaned(reading, thing.end - thing.phrase.length, end));
}

function isNested(outer: Thing, between: string, inner: Thing): boolean {
  if (/^\s+of\s+$/.test(between)) return true;
  if (!PLACES.has(outer.head) || !/^\s+(?:in|on|at|near|by)\s+$/.test(between)) return false;
  return PLACES.has(inner.head) || inner.isName;
}

/** A part of the text without the words in it that say weather, time or light. */
function cleaned(reading: Reading, start: number, end: number): string {
  let words = '';
  let cursor = start;
  reading.tokens.forEach((token, index) => {
    if (token.start < start || token.end > end || reading.claimOf(index) === undefined) return;
    words += reading.text.slice(cursor, token.start);
    cursor = token.end;
  });
  return `${words}${reading.text.slice(cursor, end)}`.replace(/\s+/g, ' ').replace(/^[\s,-]+|[\s,-]+$/g, '');
}
