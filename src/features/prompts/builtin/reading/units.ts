import { kindOf } from './unit-kind.js';
import { isNameLike } from './unit-names.js';
import type { Unit } from './unit.js';
import type { Reading } from './reading.js';
import { settle } from './settle-units.js';

/** The words that are not spoken for, as the grammar sees them; what lies between, where it breaks the flow, is a gap. */
export function unitsOf(reading: Reading): Unit[] {
  const { tokens } = reading;
  const tags = reading.language.tagsOf(reading.freeText(), tokens);
  const units: Unit[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const claim = reading.claimOf(at);
    if (claim === 'through') continue;
    if (claim === 'break') addGap(reading, at, units);
    else at = addUnit(reading, at, { tags, units });
  }
  return settle(reading, units);
}

function addGap(reading: Reading, at: number, units: Unit[]): void {
  const token = reading.tokens[at];
  if (token === undefined || units.at(-1)?.kind === 'gap') return;
  const { text, lower, start, end } = token;
  units.push({ text, lower, start, end, kind: 'gap', isName: false });
}

/** @returns the last token of the unit */
function addUnit(
  reading: Reading,
  at: number,
  { tags, units }: { tags: readonly (readonly string[] | undefined)[]; units: Unit[] },
): number {
  const last = lastJoined(reading, at);
  const previous = units.at(-1);
  const unit = bareUnit(reading, at, last);
  unit.kind = kindOf(reading, unit.lower, tags[last] ?? [], previous);
  unit.isName = isNameLike(unit, tags[at] ?? [], previous);
  if (unit.isName && unit.kind !== 'determiner') unit.kind = 'noun';
  units.push(unit);
  return last;
}

/** Hyphenated words are one. */
function lastJoined(reading: Reading, at: number): number {
  let last = at;
  while (reading.tokens[last + 1]?.isJoined === true && reading.isFree(last + 1)) last += 1;
  return last;
}

function bareUnit({ tokens, text: whole, language }: Reading, first: number, last: number): Unit {
  const start = tokens[first]?.start ?? 0;
  const end = tokens[last]?.end ?? start;
  const text = whole.slice(start, end);
  const lower = text.toLowerCase().replaceAll('’', "'");
  const form = language.verbForm(lower);
  return { text, lower, start, end, kind: 'other', isName: false, ...(form === undefined ? {} : { form }) };
}

export { isDescriptive, NUMBERS } from './word-classes.js';
