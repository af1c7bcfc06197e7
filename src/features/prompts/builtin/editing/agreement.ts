import type { Draft } from './draft.js';
import { lookUp } from '../../look-up.js';

/** Behind a subject whose number has changed, the verb follows: `two dogs run`, `one dog runs`. */
export function agreeVerb(draft: Draft, at: number, isOne: boolean): void {
  const match = /^(\s+)(\p{L}+)/u.exec(draft.text.slice(at));
  if (match === null) return;
  const [, space = '', verb = ''] = match;
  const fitting = agreeing(draft, verb, isOne);
  if (fitting === undefined || fitting === verb) return;
  draft.replaceSpan(at + space.length, at + space.length + verb.length, fitting);
}

const AUXILIARIES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  is: ['is', 'are'],
  are: ['is', 'are'],
  was: ['was', 'were'],
  were: ['was', 'were'],
  has: ['has', 'have'],
  have: ['has', 'have'],
};

function agreeing(draft: Draft, verb: string, isOne: boolean): string | undefined {
  const pair = lookUp(AUXILIARIES, verb);
  if (pair !== undefined) return isOne ? pair[0] : pair[1];
  const known = draft.language.verbForm(verb);
  if (known?.form === 'third' && !isOne) return known.base;
  return known?.form === 'base' && isOne ? thirdOf(known.base) : undefined;
}

export function thirdOf(base: string): string {
  if (/(?:s|x|z|ch|sh|o)$/.test(base)) return `${base}es`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`;
}
