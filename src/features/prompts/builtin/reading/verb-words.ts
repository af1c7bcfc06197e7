import { STARTS } from '../lexicon/verbs.js';
import { isOf, type Unit } from './unit.js';

/** `starts to dance`, `keeps running`: the action is the next verb. */
export function opensAction(units: readonly Unit[], at: number): boolean {
  if (!STARTS.has(units[at]?.lower ?? '')) return false;
  return units.slice(at + 1, at + 3).some((next) => isOf(next, 'ing', 'verb') || next.lower === 'to');
}

export function isWearing(word: string): boolean {
  return /^(?:wearing|dressed|clad|donning|sporting)$/.test(word);
}

/** `made of glass`. */
export function isMadeOf({ lower }: Unit, next: Unit | undefined): boolean {
  return lower === 'made' && next !== undefined && /^(?:of|from|out)$/.test(next.lower);
}

const SAYS_NOTHING =
  /^(?:named|called|titled|labeled|labelled|set|shot|filmed|captured|seen|rendered|based|inspired)$/;

/** `shot in Lisbon`, `a dog named Rex`: the participle describes nothing by itself. */
export function isEmptyParticiple(word: string): boolean {
  return SAYS_NOTHING.test(word);
}

const LOOKS = /^(?:parked|covered|filled|decorated|abandoned|seated)$/;

/** `is chased across a field` happens; `is parked by the road` and `is held by a man` describe. */
export function isHappening({ lower, form }: Unit, next: Unit | undefined): boolean {
  if (form === undefined || next === undefined) return false;
  return isOf(next, 'preposition') && next.lower !== 'by' && !LOOKS.test(lower);
}
