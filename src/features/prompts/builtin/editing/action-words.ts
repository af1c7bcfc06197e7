import { PLACES } from '../lexicon/things.js';
import type { WordPattern } from '../text/word-pattern.js';

/** `sitting to the left of a grey rabbit` without the rabbit. */
export function withoutPhrase(action: string, pattern: WordPattern): string {
  const match = pattern.exec(action);
  if (match === null) return action;
  // Of two that are joined only the one goes.
  const joint = /(?:,| and)(?: (?:an?|the|his|her|its|their))?(?: [\p{L}-]+)?\s*$/iu.exec(
    action.slice(0, match.index),
  );
  if (joint !== null && /^,? and/.test(joint[0])) return action.slice(0, joint.index);
  const before = action.slice(0, match.index).replace(LED_TO, '');
  return before === '' ? action : before;
}

/** Words that lead to a thing, with what describes it: `calmly` of `watching calmly from a freshly fallen log` stays. */
const LEADING =
  'to|on|in|at|of|with|over|under|behind|beside|near|next|front|left|right|the|a|an|his|her|its|toward|towards|past|and|from|into|onto|around|through|for|two|three';
const LED_TO = new RegExp(
  `(?:\\s+(?:[\\p{L}-]+(?<!ing|ly)|[\\p{L}-]+ly(?!\\s+(?:${LEADING})\\b)))*\\s*$`,
  'iu',
);

/** Furniture is no place where another is. */
export function seatIn(place: string | undefined, location: string | undefined): string[] {
  const head = place?.toLowerCase().split(' ').at(-1) ?? '';
  return place === undefined || location === undefined || PLACES.has(head) ? [] : [place];
}
