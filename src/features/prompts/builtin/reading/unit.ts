import type { VerbForm } from '../text/language.js';

export type UnitKind =
  | 'noun'
  | 'adjective'
  | 'verb'
  | 'ing'
  | 'past'
  | 'state'
  | 'determiner'
  | 'number'
  | 'preposition'
  | 'and'
  | 'then'
  | 'relative'
  | 'pronoun'
  | 'adverb'
  | 'comma'
  | 'stop'
  | 'gap'
  | 'other';

/** A word as the grammar sees it; hyphenated words are one. */
export interface Unit {
  kind: UnitKind;
  text: string;
  lower: string;
  start: number;
  end: number;
  form?: VerbForm;
  isName: boolean;
}

/** Whether a unit is there and of one of these kinds. */
export function isOf(unit: Unit | undefined, ...kinds: readonly UnitKind[]): boolean {
  return unit !== undefined && kinds.includes(unit.kind);
}
