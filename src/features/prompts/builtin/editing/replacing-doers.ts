import type { Subject } from '../../../sessions/index.js';
import { assign } from './assigning.js';
import { deedIn, setDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { nounPhraseOf } from './noun-phrase.js';
import { headOf } from './restating.js';
import { replaceSubject } from './subjects.js';
import { subjectNamed } from './targets.js';
import { isLook } from './values.js';
import { gerundOf, withGerund } from './verbs.js';

const WHO_DOES =
  /^(?:add |let |have |make )?((?:an?|one|two|three|four|five|six|some) (?:[\p{L}-]+ ){0,4}?[\p{L}-]+?),? (?:(?:that|which|who)(?: is| are)? (\p{L}+(?: .+)?)|(?!(?:spring|evening|morning|ceiling|king|string|wing)\b)(\p{L}{2,}ing(?: .+)?))$/iu;

/** `a school bus that speeds up` instead of the motorhome: somebody else, who does something else. */
export function replaceByDoer(draft: Draft, subject: Subject, fresh: string): boolean {
  const [, who = '', does, doing] = WHO_DOES.exec(fresh) ?? [];
  const words = does === undefined ? doing : withGerund(draft.language, does, 'it');
  const phrase = who === '' ? undefined : nounPhraseOf(who, draft.language, isLook);
  if (
    phrase === undefined ||
    words === undefined ||
    phrase.rest !== '' ||
    (does === undefined && isLook(phrase.head))
  )
    return false;
  if (deedIn(draft, words) === undefined) return false;
  return putIn(draft, subject, { who, words });
}

/** `let a sunflower bloom`, and without `let` where the old one does so: the bid, who, and what is to be done. */
function newBid(draft: Draft, subject: Subject, words: string): readonly string[] | undefined {
  const bare = words.replace(/^(?:let|have|make|get|see|show|want) (?=(?:an?|some|two|three) )/i, '');
  const parts = bare.split(' ');
  const own = draft.parameters.actions.filter(({ agent }) => agent === subject.name);
  const isVerb = (word: string) =>
    own.some(({ action }) => action.split(' ')[0] === (draft.language.gerund(word) ?? gerundOf(word))) ||
    (bare !== words && draft.language.verbForm(word)?.form === 'base');
  const at = /^(?:an?|some|two|three) /i.test(bare)
    ? parts.findIndex((word, index) => index > 1 && isVerb(word))
    : -1;
  return at < 0 ? undefined : [bare, parts.slice(0, at).join(' '), parts.slice(at).join(' ')];
}

const WHO_SHOULD =
  /^((?:an?|the|some|one|two|three|four|his|her) [\p{L} -]+?) (?:should|must|shall|has to|have to|needs? to|ought to)(?: be)? (.+)$/iu;

/** `a sunflower should bloom, not a poppy`: what the one does, the other does in its place. */
export function replaceByOther(draft: Draft, old: string, fresh: string): boolean {
  const subject = subjectNamed(draft, old);
  if (subject === undefined || nounPhraseOf(old, draft.language, isLook)?.head !== headOf(subject))
    return false;
  const [, who, words = ''] = WHO_SHOULD.exec(fresh) ?? newBid(draft, subject, fresh) ?? [];
  return who !== undefined && putInForDeed(draft, subject, { who, words });
}

interface Bidden {
  who: string;
  words: string;
}

function putInForDeed(draft: Draft, subject: Subject, { who, words }: Bidden): boolean {
  const deed = deedIn(draft, withGerund(draft.language, words, 'it'));
  if (deed === undefined) return false;
  const isDone = doesSo(draft, subject, deed.action);
  const other = subjectNamed(draft, who);
  if (other !== undefined) return other !== subject && isDone && assign(draft, who, words);
  return !/^(?:the|his|her)\s/i.test(who) && putIn(draft, subject, { who, words: isDone ? '' : words });
}

function doesSo({ parameters }: Draft, { name }: Subject, action: string): boolean {
  const verb = action.split(' ')[0];
  return parameters.actions.some((one) => one.agent === name && one.action.split(' ')[0] === verb);
}

/** Somebody new in the place of another, and what is done now; what was done where no words are given. */
function putIn(draft: Draft, subject: Subject, { who, words }: Bidden): boolean {
  const at = draft.parameters.subjects.indexOf(subject);
  if (!replaceSubject(draft, subject, who)) return false;
  const now = draft.parameters.subjects[at];
  if (now !== undefined && words !== '') setDeed(draft, now, words);
  return true;
}
