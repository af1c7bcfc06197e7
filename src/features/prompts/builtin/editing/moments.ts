import type { Cleft } from './clefts.js';

const WHEN =
  '(?:(?:right |just |only )?(?:at|in|near|toward|towards|by|for|during) the (?:very )?(?:end|beginning|start|middle|close|last (?:\\p{L}+ |\\d+ )?(?:seconds?|moments?|frames?|shots?|beats?)|first (?:\\p{L}+ |\\d+ )?(?:seconds?|moments?|frames?)|final (?:\\p{L}+ |\\d+ )?(?:seconds?|moments?|frames?|shot|beat))(?: of (?:it|the (?:clip|shot|video|scene)))?|(?:at|around|after) (?:the )?(?:\\d+|one|two|three|four|five)(?:[ -]seconds?(?: mark)?|s)|half ?way(?: through)?|(?:and )?then|afterwards?|after that|a moment later|eventually|suddenly|finally|at last|in the end)';
const WHO = "(?:(?:the|a|an|his|her|its|their|both) (?!camera\\b)|(?:he|she|it|they)\\b(?!'s))";

/** What happens at a moment comes to what happens anyway: `at the end she waves`. */
export const MOMENTS: readonly Cleft[] = [
  [
    new RegExp(`^(?:(?:and|but|so|have it so that) )?${WHEN},? (?:(?:have|let|make) )?(?=${WHO})(.+)$`, 'iu'),
    beside,
  ],
  [new RegExp(`^(?:(?:have|let|make) )?(?=${WHO})(.+?),? ${WHEN}$`, 'iu'), beside],
];

/** Before the words of politeness go, to which `then` belongs. */
export function momentsApart(clause: string): string {
  const [, rest] = THEN.exec(clause.trim()) ?? [];
  return rest === undefined ? clause : beside('', rest.replace(/[.!]+$/, ''));
}
const THEN = new RegExp(`^(?:and |but )?(?:then|next|after that|afterwards?),? (?=${WHO})(.+)$`, 'iu');

function beside(_: string, clause = ''): string {
  return DOES.test(clause) ? `${clause} at the same time` : clause;
}

/** Not of what somebody is or looks like. */
const DOES = /^(?!.*\b(?:is|are|be|fades?|cuts?|lights?|music|text|title|logo)\b).+$/iu;
