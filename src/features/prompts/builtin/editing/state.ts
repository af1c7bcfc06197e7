import type { Subject } from '../../../sessions/index.js';
import { applyTo } from './apply.js';
import { deedIn, paceDeed, setDeed } from './deeds.js';
import { type Draft } from './draft.js';
import { speedIn } from './phrasings.js';
import { setLocation } from './places.js';
import { addProps } from './props.js';
import { setStated } from './stating.js';
import { isNamedThing } from './subject-values.js';
import { countSubject, describeSubject, dressSubject, replaceSubject } from './subjects.js';
import { splitAtTarget, subjectNamed, wordsOf } from './targets.js';
import { countAfter, hasScalar, looksIn, plainWords, stated } from './values.js';

/** A value by itself: `night`, `two dogs`, `slow dolly in`, `soft window light`. */
export function state(draft: Draft, words: string): void {
  const fresh = plainWords(words.replace(/^(?:be|is|are|to be|set|in colou?r:)\s+/i, ''));
  const split = /^(?:from|in|on|at|with|to|of|by|like)\s/i.test(fresh)
    ? undefined
    : splitAtTarget(draft, fresh);
  const isClause =
    split !== undefined &&
    (/^(?:is|are|now|should|must|wears?|has|have|says?|looks?|to)\b/i.test(split.rest) ||
      (split.target.kind === 'subject' && deedIn(draft, split.rest) !== undefined));
  if (isClause && applyTo(draft, split.target, split.rest, split.what)) return;
  if (isClause && split.target.kind === 'subject') return;
  if (stateCount(draft, fresh) || stateScene(draft, words)) return;
  stateSubject(draft, fresh);
}

/** A thing by itself that is not there yet; `the dog`, where there is none, is no thing to put in. */
function isNewThing(draft: Draft, fresh: string, said: ReturnType<typeof stated>): boolean {
  const [thing] = said.subjects;
  if (thing === undefined || subjectNamed(draft, fresh) !== undefined || said.actions.length > 0)
    return false;
  if (/^(?:the|his|her|its|their|this|that|these|those)\s/i.test(fresh)) return false;
  const isLast =
    draft.language.singular(wordsOf(fresh).at(-1) ?? '') === thing.name.toLowerCase().split(' ').at(-1);
  return isLast && /^(?:an?|one)\s/i.test(fresh) && isNamedThing(thing.name, fresh);
}

function stateCount(draft: Draft, fresh: string): boolean {
  const known = subjectNamed(draft, fresh);
  if (known === undefined || wordsOf(fresh).length < 2) return false;
  const [said] = stated(draft, fresh).subjects;
  if (said !== undefined && headOf(said) !== headOf(known)) return false;
  const count = NEW_ONE.test(fresh) ? undefined : countAfter(fresh, known.count);
  if (count !== undefined) countSubject(draft, known, count);
  if (said === undefined) return count !== undefined;
  describeAs(draft, draft.parameters.subjects.find(({ name }) => name === known.name) ?? known, said);
  return count !== undefined || said.attributes.length > 0;
}

function describeAs(draft: Draft, subject: Subject, { attributes, clothing }: Subject): void {
  addLooks(draft, subject, attributes);
  if (clothing !== undefined) dressSubject(draft, subject, clothing);
}

/** An article that counts nothing. */
const NEW_ONE = /^an?\s(?!(?:second|third|fourth|couple|pair|dozen|few)\b)/i;

function headOf({ name }: Subject): string | undefined {
  return name.toLowerCase().split(' ').at(-1);
}

function addLooks(draft: Draft, subject: Subject, looks: readonly string[]): void {
  if (looks.some((look) => !subject.attributes.includes(look))) describeSubject(draft, subject, [...looks]);
}

const CAMERA_WORDS =
  /\b(?:camera|pan|dolly|zoom|tilt|move|movement|track|tracking|orbit|push|pull|truck|arc)\b/i;
const PLACE_WORDS = /^(?:(?:back |over )?(?:in|at|on|into|to|inside|onto|outside) .+)$/i;

/** Light, time, weather, camera, style, sound, place. */
function stateScene(draft: Draft, fresh: string): boolean {
  const speed = speedIn(fresh);
  const isPace = speed !== undefined && !CAMERA_WORDS.test(fresh);
  if (isPace) return paceDeed(draft, draft.parameters.subjects[0], fresh, speed === 'fast');
  const said = stated(draft, fresh.replace(/^(?:an? )?(?:slower|faster|quicker)\s/i, ''));
  if (speed !== undefined) draft.set('camera.movement_speed', speed);
  if (/^(?:in |with )?slow motion$/i.test(fresh))
    return paceDeed(draft, draft.parameters.subjects[0], fresh, false);
  const isPlace = PLACE_WORDS.test(fresh);
  const isScalar = hasScalar(said);
  if (said.setting.location !== undefined && (isPlace || said.subjects.length === 0))
    return setLocation(draft, fresh);
  if (setStated(draft, said, { isAdded: false }) || speed !== undefined || isScalar) return true;
  return isPlace && stateUnknownPlace(draft, fresh);
}

/** `in a place nobody has a word for`. */
function stateUnknownPlace(draft: Draft, fresh: string): boolean {
  if (draft.parameters.subjects.length === 0 || /\b(?:it|this|that|way|case|time)\b/i.test(fresh))
    return false;
  return setLocation(draft, fresh);
}

function stateSubject(draft: Draft, fresh: string): void {
  const [only, ...others] = draft.parameters.subjects;
  if (only === undefined) return;
  const looks = looksIn(fresh);
  const isAlone = others.length === 0;
  if (looks !== undefined) {
    if (isAlone) describeSubject(draft, only, looks);
    return;
  }
  if (isAlone && !/^(?:an?|the)\s/i.test(fresh) && /^\p{L}+ing\b/u.test(fresh) && setDeed(draft, only, fresh))
    return;
  const said = stated(draft, fresh);
  if (isNewThing(draft, fresh, said)) replaceSubject(draft, only, fresh);
  else if (said.setting.props.length > 0 && /^(?:with|and) /i.test(fresh))
    addProps(draft, said.setting.props, fresh);
}
