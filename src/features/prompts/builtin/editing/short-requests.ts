import { isAnimate, PEOPLE } from '../lexicon/beings.js';
import { BODY_PARTS, CLOTHES } from '../lexicon/things.js';
import { add, isSoundOf } from './adding.js';
import { deedIn } from './deeds.js';
import type { Draft } from './draft.js';
import { nounPhraseOf } from './noun-phrase.js';
import { stateOpposite } from './opposite.js';
import { replaceProp } from './props.js';
import { removeSubject } from './removing-subject.js';
import { headOf } from './restating.js';
import { setOnlyLine, setSign } from './speech.js';
import { AGE } from './subject-values.js';
import { countSubject, describeSubject, dressSubject, replaceSubject } from './subjects.js';
import { subjectNamed, targetOf, wearerOf, wordsOf } from './targets.js';
import { isLook, numberIn } from './values.js';

type Way = (draft: Draft, fresh: string) => boolean;

/** `it's "THURSDAY"`: of the only text that is to be read, or else the only line. */
function stateText(draft: Draft, fresh: string): boolean {
  if (
    !/^(?:(?:it|that)(?:'s| is| should (?:be|say|read)) )?(?:now |just )?(?:(?:say|read|be|show)s? )?["“«][^"”»]+["”»]$/u.test(
      fresh,
    )
  )
    return false;
  const { on_screen_text: texts } = draft.parameters;
  if (texts.length > 1) return false;
  return texts.length === 1 ? setSign(draft, fresh) : setOnlyLine(draft, fresh);
}

/** `only the fisherman`, `the dog alone`: the others go. */
function stateOnly(draft: Draft, fresh: string): boolean {
  const whom =
    /^(?:only|just) (the [\p{L} -]+?)(?: (?:in (?:the )?(?:shot|frame|scene|picture)|alone))?$/iu.exec(
      fresh,
    )?.[1] ??
    /^(the [\p{L} -]+?) (?:all )?(?:alone|by (?:him|her|it)self|on (?:his|her|its) own)$/iu.exec(fresh)?.[1];
  const one = whom === undefined ? undefined : subjectNamed(draft, whom);
  if (one === undefined || draft.parameters.subjects.length < 2) return false;
  for (const other of draft.parameters.subjects.filter(
    ({ name }) => name !== one.name && isAnimate(headOf({ name }) ?? name),
  ))
    removeSubject(draft, other);
  return true;
}

/** `granddaughter to grandson`, `oak into pine`: one that is there for another. */
function stateInstead(draft: Draft, fresh: string): boolean {
  const [, old = '', next = ''] =
    /^((?:the )?[\p{L}-]+(?: [\p{L}-]+)?) (?:to|into) ((?:an? )?[\p{L}-]+(?: [\p{L}-]+)?)$/iu.exec(fresh) ??
    [];
  const isPointing = /^(?:\p{L}+ )?(?:it|him|her|them)$/iu.test(old);
  const target = old === '' || next === '' || isPointing ? undefined : targetOf(draft, old);
  if (target === undefined || deedIn(draft, old) !== undefined) return false;
  if (target.kind === 'subject') return replaceSubject(draft, target.subject, next);
  return target.kind === 'prop' && replaceProp(draft, target.prop, next);
}

/** `upbeat music and crowd cheering`: several things to be heard. */
function stateHeard(draft: Draft, fresh: string): boolean {
  const isSound =
    /^(?!no |without )[\p{L} -]+ (?:sounds?|noises?|sfx|sound effects?)$|^(?:the )?sounds? of .+$/iu.test(
      fresh,
    );
  if (!isSound && !isSoundOf(fresh) && (!/\bmusic\b/i.test(fresh) || !/(?:,| and )/i.test(fresh)))
    return false;
  const before = draft.changes.length;
  add(draft, fresh);
  return draft.changes.length > before;
}

/** `red suit`, of whoever wears a suit. */
function stateGarment(draft: Draft, fresh: string): boolean {
  const phrase = nounPhraseOf(fresh, draft.language, isLook);
  if (phrase === undefined || phrase.rest !== '' || wordsOf(fresh).length < 2) return false;
  const worn = wordsOf(fresh).at(-1) ?? '';
  if (!CLOTHES.has(worn) && !CLOTHES.has(phrase.head)) return false;
  const people = draft.parameters.subjects.filter(({ name }) => PEOPLE.has(headOf({ name }) ?? name));
  const animals = draft.parameters.subjects.filter(({ name }) => isAnimate(headOf({ name }) ?? name));
  const [only, ...others] = people.length > 0 ? people : animals;
  const wearer = wearerOf(draft, phrase.head)?.subject ?? (others.length === 0 ? only : undefined);
  return wearer !== undefined && dressSubject(draft, wearer, fresh);
}

/** `in his twenties`, of whoever `his` means. */
function stateAge(draft: Draft, fresh: string): boolean {
  const whose = AGE.test(fresh) ? /\b(?:his|her|its|their)\b/i.exec(fresh)?.[0] : undefined;
  const one = whose === undefined ? undefined : subjectNamed(draft, whose);
  return one !== undefined && describeSubject(draft, one, [fresh.toLowerCase()]);
}

/** `five of them marching`, `two in total`: of whoever `they` are. */
function stateSoMany(draft: Draft, fresh: string): boolean {
  const said = SO_MANY.exec(fresh)?.[1];
  const count = said === undefined ? undefined : numberIn(said);
  const they = subjectNamed(draft, 'them');
  return count !== undefined && they !== undefined && countSubject(draft, they, count);
}
const SO_MANY =
  /^(?:only |just |exactly )?(\p{L}+|\d+) (?:(?:of )?(?:them|these|those)(?: \p{L}+ing)?|in total|altogether|in all|all told)$/iu;

/** `in colour`: without what takes the colours away. */
function stateColour(draft: Draft, fresh: string): boolean {
  const { grade } = draft.parameters.style;
  if (grade === undefined || !/^(?:in )?(?:full |natural |normal )?colou?rs?$/i.test(fresh)) return false;
  const kept = grade.split(', ').filter((one) => !/^(?:black and white|monochrome|sepia)$/i.test(one));
  draft.set('style.grade', kept.length === 0 ? undefined : kept.join(', '));
  return true;
}

/** `brown eyes`, of the only one there. */
function stateOwn(draft: Draft, fresh: string): boolean {
  const [only, ...others] = draft.parameters.subjects;
  const words = wordsOf(fresh);
  const part = words.at(-1) ?? '';
  const isOwn = BODY_PARTS.has(part) && words.length > 1 && words.slice(0, -1).every(isLook);
  if (!isOwn || only === undefined || others.length > 0 || headOf(only) === draft.language.singular(part))
    return false;
  const old = only.attributes.filter((one) => wordsOf(one).at(-1) === part);
  return describeSubject(draft, only, [words.join(' ')], old);
}

/** Requests of one phrase, without a verb; the first that understands it carries it out. */
export const SHORT_REQUESTS: readonly Way[] = [
  stateOpposite,
  stateAge,
  stateSoMany,
  stateColour,
  stateOwn,
  stateText,
  stateOnly,
  stateInstead,
  stateHeard,
  stateGarment,
];
