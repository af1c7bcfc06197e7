import type { Subject } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { subjectNamed } from './targets.js';

/** Where one subject stands to another, as requests say it and as parameters have it. */
const RELATIONS: readonly [pattern: RegExp, relation: string][] = [
  [/^(?:in front of|before) (.+)$/i, 'in front of'],
  [/^behind (.+)$/i, 'behind'],
  [/^(?:on|to) the left(?: side)? of (.+)$/i, 'left of'],
  [/^(?:on|to) the right(?: side)? of (.+)$/i, 'right of'],
  [/^(?:next to|beside|alongside) (.+)$/i, 'next to'],
  [/^on top of (.+)$/i, 'on top of'],
  [/^(?:above|over) (.+)$/i, 'above'],
  [/^(?:below|beneath|underneath|under) (.+)$/i, 'below'],
  [/^inside (.+)$/i, 'inside'],
  [/^near (.+)$/i, 'near'],
];

/** `put the cup behind the vase`, where both are subjects; false where they are not. */
export function setRelation(draft: Draft, what: string, where: string): boolean {
  for (const [pattern, relation] of RELATIONS) {
    const whom = pattern.exec(where)?.[1];
    const one = subjectNamed(draft, what);
    const other = whom === undefined ? undefined : subjectNamed(draft, whom);
    if (one !== undefined && other !== undefined && one !== other) return relate(draft, one, other, relation);
  }
  return false;
}

/** In the place of whatever was said of the two. */
function relate(draft: Draft, one: Subject, other: Subject, relation: string): boolean {
  const { relations } = draft.parameters.composition;
  const between = (text: string) =>
    (text.startsWith(`${one.name} `) && text.endsWith(` ${other.name}`)) ||
    (text.startsWith(`${other.name} `) && text.endsWith(` ${one.name}`));
  const fresh = `${one.name} ${relation} ${other.name}`;
  // Nothing is on top of two at once.
  const isSame = (text: string) => between(text) || text.startsWith(`${one.name} ${relation} `);
  const isThere = relations.some(isSame);
  const next = isThere ? relations.map((text) => (isSame(text) ? fresh : text)) : [...relations, fresh];
  if (!draft.store('composition.relations', [...new Set(next)].slice(0, 32))) return true;
  draft.append(`the ${one.name} ${relation} the ${other.name}`);
  return true;
}

const POSITION =
  /^(?:(?:in|on|at|to) )?(?:the )?((?:far )?(?:left|right|upper|lower|top|bottom|middle|center|centre)(?:[ -](?:left|right))? (?:third|half|corner|edge)|foreground|centred|dead cent(?:er|re)|cent(?:er|re) of the frame)(?: (?:of|in) the (?:frame|picture|image|shot|video))?$/i;

/** By itself `right` may be anything. */
const SIDE =
  /^(?:on|at|to) the ((?:far )?(?:left|right))(?:(?:-hand)? side)?(?: (?:of|in) the (?:frame|picture|image|shot|video))?$/i;

/**
 * Where in the frame; false where the words name no part of it.
 * @param what whose place it is, where each subject has one
 */
export function setPosition(draft: Draft, where: string, what = ''): boolean {
  const position = (POSITION.exec(where.trim()) ?? SIDE.exec(where.trim()))?.[1]?.toLowerCase();
  if (position === undefined) return false;
  const whole = placedAmong(draft, position, what);
  if (draft.store('composition.position', whole))
    draft.append(position === 'centred' ? position : `in the ${position}`);
  return true;
}

/** Whether words name a part of the frame, and nothing else. */
export function isPosition(words: string): boolean {
  return POSITION.test(words.trim()) || SIDE.test(words.trim());
}

/** Where each of several has a place of its own, only this one gets another. */
function placedAmong(draft: Draft, position: string, what: string): string {
  const { subjects, composition } = draft.parameters;
  const parts = composition.position?.split(', ') ?? [];
  const one = what === '' || parts.length < 2 ? undefined : subjectNamed(draft, what);
  if (one === undefined || parts.length !== subjects.length) return position;
  return parts.map((part, index) => (subjects[index] === one ? position : part)).join(', ');
}
