import { isOf, type Unit } from './unit.js';
import { NUMBERS } from './word-classes.js';
import { lookUp } from '../../look-up.js';

/** What stands before the adjectives of a thing: `his`, `two dozen`, `a pair of`. */
export interface Lead {
  /** The first unit behind it. */
  next: number;
  count: number | undefined;
  /** Where the article or the number ends; -1 where there is none. */
  countEnd: number;
}

const COUNT_NOUNS: Readonly<Record<string, number>> = {
  dozen: 12,
  couple: 2,
  pair: 2,
  trio: 3,
  duo: 2,
  quartet: 4,
};

export function leadAt(units: readonly Unit[], from: number): Lead {
  const lead: Lead = { next: from, count: undefined, countEnd: -1 };
  readDeterminer(units, lead);
  readNumber(units, lead);
  readHalfDozen(units, lead);
  readCountNoun(units, lead);
  return lead;
}

/** Whether a thing may begin here. */
export function thingStart(unit: Unit | undefined): boolean {
  return isOf(unit, 'noun', 'adjective', 'determiner', 'number');
}

function readDeterminer(units: readonly Unit[], lead: Lead): void {
  const unit = units[lead.next];
  if (unit === undefined || !isOf(unit, 'determiner')) return;
  lead.countEnd = unit.end;
  lead.next += 1;
}

function readNumber(units: readonly Unit[], lead: Lead): void {
  const unit = units[lead.next];
  if (unit === undefined || !isOf(unit, 'number')) return;
  lead.count = lookUp(NUMBERS, unit.lower) ?? Number(unit.lower);
  lead.countEnd = unit.end;
  lead.next += 1;
  if (units[lead.next]?.lower !== 'dozen') return;
  lead.count *= 12;
  lead.next += 1;
}

/** `half a dozen`, `half dozen`. */
function readHalfDozen(units: readonly Unit[], lead: Lead): void {
  const [half, second, third] = units.slice(lead.next, lead.next + 3).map(({ lower }) => lower);
  if (half !== 'half') return;
  const length = second === 'a' ? 3 : 2;
  if ((length === 3 ? third : second) !== 'dozen') return;
  lead.count = 6;
  lead.next += length;
}

/** `a pair of red shoes`; `a couple dances` is two people. */
function readCountNoun(units: readonly Unit[], lead: Lead): void {
  const word = units[lead.next]?.lower ?? '';
  const size = lookUp(COUNT_NOUNS, word);
  const hasOf = units[lead.next + 1]?.lower === 'of';
  if (size === undefined || (word === 'couple' && !hasOf)) return;
  const behind = lead.next + (hasOf ? 2 : 1);
  if (!thingStart(units[behind])) return;
  lead.count = size;
  lead.next = isOf(units[behind], 'determiner') ? behind + 1 : behind;
}
