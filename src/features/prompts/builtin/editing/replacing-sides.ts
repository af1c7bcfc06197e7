import { fieldValue } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { isPosition, setPosition } from './relating.js';
import { escaped } from './subjects.js';

const SIDE =
  /^(?:(?:on|to|from|at|in) )?(?:the )?(left|right|top|bottom|above|below|up|down|in|out|upper|lower)(?:(?:-hand)? side)?$/i;
const SIDED = ['camera.movement', 'lighting.direction', 'composition.position'] as const;

/** `right third instead of centred`, `left instead of right`: where in the frame, or which way; false of anything else. */
export function replaceSide(draft: Draft, old: string, fresh: string): boolean {
  if (isPosition(old) && isPosition(fresh) && draft.parameters.composition.position !== undefined)
    return setPosition(draft, fresh);
  const [was, is] = [old, fresh].map((words) => SIDE.exec(words.trim())?.[1]?.toLowerCase());
  if (was === undefined || is === undefined) return false;
  const pattern = new RegExp(`\\b${escaped(was)}\\b`, 'i');
  const [only, ...others] = SIDED.filter((path) => pattern.test(textOf(fieldValue(draft.parameters, path))));
  if (only === undefined || others.length > 0) return false;
  const value = textOf(fieldValue(draft.parameters, only)).replace(pattern, is);
  if (only === 'composition.position') return setPosition(draft, value);
  draft.set(only, value);
  return true;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
