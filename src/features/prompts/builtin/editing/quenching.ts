import type { Subject } from '../../../sessions/index.js';
import { removeOneDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { removeSubject } from './removing-subject.js';
import { remove } from './removing.js';
import { describeSubject } from './subjects.js';
import { subjectNamed, targetOf } from './targets.js';

const FIERY = /\b(?:burning|flaming|blazing|smou?ldering|on fire|ablaze|aflame|in flames|lit)\b/i;
const FIRE = /(?:fires?|flames?|blazes?)$/i;

/** Puts out what burns: it stays, without the fire; a flame by itself is no more. */
export function quench(draft: Draft, words: string): boolean {
  const isFire = FIRE.test(words.trim());
  const burning = isFire ? burningOf(draft, words) : subjectNamed(draft, words);
  if (burning !== undefined) return quenchSubject(draft, burning);
  const kind = targetOf(draft, words)?.kind;
  const isFlame = kind === undefined || kind === 'light' || (kind === 'prop' && isFire);
  return isFlame && remove(draft, words);
}

/** `the fire`: a flame, or what is on fire; a fire engine is neither. */
function burningOf({ parameters: { subjects } }: Draft, words: string): Subject | undefined {
  const flames = subjects.filter(({ name }) => FIRE.test(name));
  const same = flames.find(({ name }) => words.toLowerCase().endsWith(name.toLowerCase()));
  return same ?? flames[0] ?? subjects.find(({ attributes }) => attributes.some(isFiery));
}

function quenchSubject(draft: Draft, subject: Subject): boolean {
  const gone = subject.attributes.filter(isFiery);
  if (gone.length > 0) return describeSubject(draft, subject, [], gone);
  if (FIRE.test(subject.name)) return removeSubject(draft, subject);
  const deed = draft.parameters.actions.find(
    ({ agent, action }) => agent === subject.name && isFiery(action),
  );
  return deed !== undefined && removeOneDeed(draft, deed);
}

function isFiery(look: string): boolean {
  return FIERY.test(look);
}
