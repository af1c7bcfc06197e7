import type { Reading } from './reading.js';
import { isOf, type Unit, type UnitKind } from './unit.js';

interface Place {
  reading: Reading;
  unit: Unit;
  previous: Unit | undefined;
  next: Unit | undefined;
  /** The one behind the next. */
  further: Unit | undefined;
}

/** Second look, with the words behind known: `a sleeping cat`, `the man walks`, `a car parked outside`. */
export function settle(reading: Reading, units: Unit[]): Unit[] {
  for (const [at, unit] of units.entries()) {
    const place = { reading, unit, previous: units[at - 1], next: units[at + 1], further: units[at + 2] };
    unit.kind = SECOND_LOOK[unit.kind]?.(place) ?? unit.kind;
  }
  return units;
}

const SECOND_LOOK: Partial<Record<UnitKind, (place: Place) => UnitKind>> = {
  verb: verbOrNoun,
  noun: nounOrVerb,
  ing: (place) => (isBeforeNoun(place) ? 'adjective' : 'ing'),
  past: pastKind,
  // `the crowd cheers loudly`: what looks like a description is what the noun in front does.
  adjective: ({ unit, previous, next }) =>
    next !== undefined && unit.form?.form === 'third' && isOf(previous, 'noun') ? 'verb' : 'adjective',
  preposition: ({ unit, previous }) =>
    unit.lower === 'like' && isOf(previous, 'pronoun') ? 'other' : 'preposition',
};

const OPENS_OBJECT: readonly UnitKind[] = ['determiner', 'preposition', 'adverb', 'pronoun'];
const MANY = /^(?:people|children|men|women|police|couple|family|sheep|fish|deer)$/;

function verbOrNoun(place: Place): UnitKind {
  const { unit, previous, next } = place;
  const form = unit.form?.form;
  if (previous === undefined || isOf(previous, 'stop', 'comma', 'gap')) return leadingKind(form, next);
  if (isOf(previous, 'determiner', 'adjective', 'number', 'preposition'))
    return previous.lower === 'to' && form === 'base' ? 'verb' : 'noun';
  if (form === 'third') return isDoneByIt(place) ? 'noun' : 'verb';
  if (form === 'base' && isOf(previous, 'noun')) return behindNoun(place, previous);
  return isOf(previous, 'and') ? joinedKind(next) : 'verb';
}

/** `dogs run`; `the dog run` is a place for dogs. */
function behindNoun(place: Place, previous: Unit): UnitKind {
  return isMany(place, previous) && !isOf(place.next, 'verb') ? 'verb' : 'noun';
}

/** `the dog walks runs late`: of two such words the first is who acts. */
function isDoneByIt({ next, further }: Place): boolean {
  return isOf(next, 'verb') && next?.form?.form === 'third' && !isOf(further, 'noun');
}

/** At the start of a part of the sentence. */
function leadingKind(form: string | undefined, next: Unit | undefined): UnitKind {
  if (form !== 'third') return isOf(next, 'determiner') ? 'verb' : 'noun';
  return isOf(next, 'noun', ...OPENS_OBJECT) && !isPartOf(next) ? 'verb' : 'noun';
}

/** Behind `and`. */
function joinedKind(next: Unit | undefined): UnitKind {
  const ends = next === undefined || isOf(next, 'stop', 'comma', 'gap', 'then');
  return ends || isOf(next, ...OPENS_OBJECT) ? 'verb' : 'noun';
}

function isPartOf(next: Unit | undefined): boolean {
  return isOf(next, 'preposition') && next?.lower === 'of';
}

function isMany({ reading }: Place, { lower }: Unit): boolean {
  return reading.language.singular(lower) !== lower || MANY.test(lower);
}

function nounOrVerb({ reading, unit, previous, next }: Place): UnitKind {
  if (previous === undefined || !isOf(previous, 'noun') || unit.isName) return 'noun';
  const isPlural = reading.language.singular(previous.lower) !== previous.lower;
  if (isPlural && isOf(next, 'determiner', 'number')) return 'verb';
  if (unit.form?.form !== 'third') return 'noun';
  return isOf(next, ...OPENS_OBJECT) && next?.lower !== 'of' ? 'verb' : 'noun';
}

/** `a sleeping cat`, `two running dogs`, `flying cars`; not `the woman holding flowers`. */
function isBeforeNoun({ previous, next, further }: Place): boolean {
  if (!isOf(next, 'noun', 'adjective')) return false;
  if (isOf(previous, 'determiner', 'number', 'adjective')) return true;
  if (isOf(previous, 'preposition') && previous?.lower !== 'while') return true;
  const leads = previous === undefined || isOf(previous, 'stop', 'gap');
  const ends =
    further === undefined || isOf(further, 'comma', 'stop', 'preposition', 'gap', 'verb', 'ing', 'state');
  return leads && isOf(next, 'noun') && ends;
}

const set = (words: string) => new Set(words.split(' '));
const MOVES_PAST = set(
  'walked ran jumped leapt flew swam rode drove danced climbed sat stood fell raced chased landed slept looked stared turned rolled sailed drifted floated crawled played sang spoke talked smiled laughed waved watched said held carried',
);

function pastKind({ unit, previous, next }: Place): UnitKind {
  if (isOf(previous, 'determiner', 'adjective', 'number')) return 'adjective';
  if (isOf(previous, 'preposition') && isOf(next, 'noun')) return 'adjective';
  if (!isOf(previous, 'noun', 'pronoun', 'relative')) return isOf(next, 'noun') ? 'adjective' : 'past';
  return MOVES_PAST.has(unit.lower) || isOf(next, 'determiner', 'number') ? 'verb' : 'past';
}
