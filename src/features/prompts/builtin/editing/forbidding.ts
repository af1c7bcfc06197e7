import type { Draft } from './draft.js';
import { deedIn, removeOneDeed } from './deeds.js';
import { remove, removeExpression } from './removing.js';
import { describeSubject } from './subjects.js';
import { subjectNamed, wordsOf } from './targets.js';
import { FACE_WORDS } from './values.js';

const SPEAKS =
  /^(?:say|speak|talk|whisper|shout|utter|yell|scream|reply|answer|be (?:heard|talking|speaking))\b/i;
const ANY =
  /^(?:anything|any ?more|anybody|anyone|at all|any longer|anywhere|ever|any of (?:it|them|that))$/i;

/** `she shouldn't smile`, `she shouldn't say anything`, `the dog should not run`: what somebody is to do no more. */
export function forbid(draft: Draft, what: string, value: string): boolean {
  const bare = value
    .replace(/^(?:not |never )(?:be )?/i, '')
    .replace(/ (?:any ?more|any longer|at all)$/i, '');
  if (FACE_WORDS.has(bare.toLowerCase())) return removeExpression(draft, what);
  const subject = subjectNamed(draft, what);
  if (subject === undefined) return false;
  const look = subject.attributes.find((one) => one.toLowerCase() === bare.toLowerCase());
  if (look !== undefined) return describeSubject(draft, subject, [], [look]);
  const isSpeaker = draft.parameters.audio.dialogue.some(({ speaker }) => speaker === subject.name);
  if (SPEAKS.test(bare) && isSpeaker) return remove(draft, `${subject.name}'s line`);
  return removeDone(draft, subject.name, bare);
}

/** What is done otherwise, or to something else, goes on. */
function removeDone(draft: Draft, name: string, words: string): boolean {
  const [verb = '', ...object] = deedIn(draft, words)?.action.split(' ') ?? [];
  const known = draft.parameters.actions.find(
    ({ agent, action }) => agent === name && action.split(' ')[0] === verb,
  );
  if (known === undefined) return false;
  const said = wordsOf(known.action);
  const isAll =
    object.length === 0 ||
    ANY.test(object.join(' ')) ||
    wordsOf(object.join(' ')).every(
      (word) => said.includes(word) || /^(?:the|an?|his|her|its|their)$/.test(word),
    );
  return isAll && removeOneDeed(draft, known);
}
