import type { Action, Subject } from '../../../sessions/index.js';
import { CLOTHES } from '../lexicon/things.js';
import { add } from './adding.js';
import { deedSaid, setDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { handOver } from './handing-over.js';
import { setOf } from './making.js';
import {
  describeSubject,
  dressSubject,
  replaceSubject,
  rewrite,
  storeSubject,
  undressSubject,
} from './subjects.js';
import { subjectNamed, targetOf, wordsOf } from './targets.js';
import { expressionIn } from './values.js';

/** `it's grandma who should wave`: whoever does it now does it no more. */
export function assign(draft: Draft, who: string, words: string): boolean {
  const subject = subjectNamed(draft, who);
  const verb = verbOf(draft, words);
  const deed = deedOf(draft, verb);
  const doer = draft.parameters.subjects.find(({ name }) => name === deed?.agent);
  if (subject === undefined)
    return doer === undefined ? assignThing(draft, who, words) : replaceSubject(draft, doer, who);
  if (deed !== undefined && doer !== undefined && doer !== subject)
    return handOver(draft, subject, { deed, words });
  if (expressionIn(words) !== undefined) return setOf(draft, who, words);
  if (takeOff(draft, subject, words) || takeLook(draft, subject, words)) return true;
  // Where nobody does it yet, it comes to what is done.
  const isNew = verb !== '' && deed === undefined;
  return isNew ? setDeed(draft, subject, `also ${words}`) : setOf(draft, who, words);
}

/** Empty where nothing is done. */
function verbOf(draft: Draft, words: string): string {
  return deedSaid(draft, words)?.action.split(' ')[0] ?? '';
}

function deedOf(draft: Draft, verb: string): Action | undefined {
  return draft.parameters.actions.find(
    ({ action, agent }) => agent !== undefined && action.split(' ')[0] === verb,
  );
}

/** What is no subject, or not there yet. */
function assignThing(draft: Draft, who: string, words: string): boolean {
  if (targetOf(draft, who) !== undefined) return setOf(draft, who, words);
  const before = draft.changes.length;
  add(draft, `${who} ${words}`);
  return draft.changes.length > before;
}

/** What the other looks like: `silver hair`. */
function takeLook(draft: Draft, subject: Subject, words: string): boolean {
  const look = /^(?:has|have|having|be|is|with) (?:an? |the )?(.+)$/i.exec(words)?.[1]?.toLowerCase();
  const other = draft.parameters.subjects.find(
    (one) => one !== subject && look !== undefined && one.attributes.includes(look),
  );
  if (other === undefined || look === undefined) return false;
  const rest = other.attributes.filter((one) => one !== look);
  if (!storeSubject(draft, other, { ...other, attributes: rest })) return false;
  rewrite(draft, other, { ...other, attributes: rest });
  const now = draft.parameters.subjects.find(({ name }) => name === subject.name) ?? subject;
  return describeSubject(draft, now, [look]);
}

/** What the other wears, for this one. */
function takeOff(draft: Draft, subject: Subject, words: string): boolean {
  const worn = /^(?:wear(?:s|ing)?|have on|has on|be wearing|be in|in|dressed in) (.+)$/i.exec(words)?.[1];
  const head = wordsOf(worn ?? '').at(-1) ?? '';
  if (worn === undefined || !(CLOTHES.has(head) || CLOTHES.has(draft.language.singular(head)))) return false;
  const other = draft.parameters.subjects.find(
    (one) => one !== subject && wordsOf(one.clothing ?? '').includes(head),
  );
  if (other?.clothing === undefined) return false;
  const { clothing } = other;
  if (!undressSubject(draft, other)) return false;
  const now = draft.parameters.subjects.find(({ name }) => name === subject.name) ?? subject;
  return dressSubject(draft, now, clothing);
}
