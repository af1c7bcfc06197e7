import type { Subject } from '../../../sessions/index.js';
import { MOODS } from '../lexicon/looks.js';
import { CLOTHES, SURFACES } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import { add } from './adding.js';
import { GENERIC, applyTo } from './apply.js';
import { conceptOf } from './concepts.js';
import { paceDeed, paceNamed, replaceInDeeds, setDeed, speedSaid } from './deeds.js';
import { type Draft } from './draft.js';
import { forbid } from './forbidding.js';
import { addDoer } from './newcomers.js';
import { setLocation } from './places.js';
import { setPosition, setRelation } from './relating.js';
import { setSegment } from './segments.js';
import { state } from './state.js';
import { quoteIn, writeOn } from './speech.js';
import { setStated } from './stating.js';
import { setSubject } from './subject-values.js';
import { dressSubject } from './subjects.js';
import { splitAtTarget, subjectNamed, type Target, targetOf, wordsOf } from './targets.js';
import { setPart } from './parts.js';
import { hasScalar, looksIn, plainWords, stated } from './values.js';

/** `put the dog in a parking lot`, `move it to a beach`, `put a hat on the man`. */
export function place(draft: Draft, words: string): void {
  const match =
    /^(.+?) ((?:back |over |right )?(?:in|at|on|to|into|inside|onto|under|against|outside|near|behind|beside|next to|above|below)\s.+)$/i.exec(
      words,
    );
  if (match === null) {
    film(draft, words);
    return;
  }
  const [, what = '', where = ''] = match;
  if (isWornIn(draft, what, where)) setOf(draft, what, where.replace(/^into /i, 'in '));
  else if (isScenery(draft, what, where)) state(draft, where);
  else if (setRelation(draft, what, where) || setPosition(draft, where, what)) return;
  else if (isWholeScene(draft, what, where)) setLocation(draft, where, { isRenamed: isMoved(draft, what) });
  else setOf(draft, what, where);
}

/** `him in a white suit`. */
function isWornIn(draft: Draft, what: string, where: string): boolean {
  const head = /^in(?:to)? /i.test(where) ? (wordsOf(where).at(-1) ?? '') : '';
  const isWorn = CLOTHES.has(head) || CLOTHES.has(draft.language.singular(head));
  return isWorn && !GENERIC.test(what) && subjectNamed(draft, what) !== undefined;
}

/** `it overhead`. */
function film(draft: Draft, words: string): void {
  const seen = /^it (.+)$/i.exec(words)?.[1];
  if (seen !== undefined && hasScalar(stated(draft, seen))) state(draft, seen);
  else make(draft, words);
}

/** The scene, what goes on in it, who is in it; or what nobody has heard of, as the `bake-off`. */
function isWholeScene(draft: Draft, what: string, where: string): boolean {
  if (GENERIC.test(what) || EVENT.test(what) || subjectNamed(draft, what) !== undefined) return true;
  return targetOf(draft, what) === undefined && /^(?:in|on|at|inside)\s/i.test(where);
}

/** What is done in the old place is done in the new one; who sits on a sofa takes it along. */
function isMoved(draft: Draft, what: string): boolean {
  const head = wordsOf(draft.parameters.setting.location ?? '').at(-1) ?? '';
  return GENERIC.test(what) && !SURFACES.has(head);
}

/** `it at night`, which is no place. */
function isScenery(draft: Draft, what: string, where: string): boolean {
  return (
    GENERIC.test(what) &&
    conceptOf(where) === undefined &&
    hasScalar(stated(draft, where)) &&
    stated(draft, `a scene ${where}`).setting.location === undefined
  );
}

/** What goes on, named as a thing. */
const EVENT =
  /^the (?:fight|race|chase|battle|party|dance|game|match|concert|meeting|wedding|parade|ceremony|performance|show|duel|story)$/i;

/** `make the young man smile`, `the robot is dancing`. */
const WHOLE_SCENE =
  /^(?:everything|the (?:whole |entire )?(?:scene|shot|video|image|picture|clip|frame|whole thing)) (.+)$/i;
const PART_OF_SCENE =
  /^(the (?:sky|weather|light(?:ing|s)?|scene|shot|video|image|camera|clip|colou?rs|mood))\s+(.+)$/i;

export function make(draft: Draft, words: string): boolean {
  const [, scene] = WHOLE_SCENE.exec(words) ?? [];
  if (scene !== undefined) {
    state(draft, scene.replace(/^(?:be|look(?: like)?|feel(?: like)?|take place|happen) /i, ''));
    return true;
  }
  if (setSegment(draft, words) || makeSay(draft, words) || makePart(draft, words)) return true;
  const split = splitAtTarget(draft, words);
  if (split !== undefined) return makeTarget(draft, split);
  const [, part, value] = PART_OF_SCENE.exec(words) ?? [];
  return part !== undefined && value !== undefined && setOf(draft, part, value);
}

/** `her hair silver`. */
function makePart(draft: Draft, words: string): boolean {
  const [, part, value] = OWN_PART.exec(words) ?? [];
  return part !== undefined && value !== undefined && setPart(draft, part, value);
}

/** On what is no subject and no prop. */
function makeSay(draft: Draft, words: string): boolean {
  const [, on = '', says = ''] = WRITTEN.exec(words) ?? [];
  return on !== '' && targetOf(draft, on) === undefined && setOf(draft, on, says);
}

/** `the door say "CAB"`. */
const WRITTEN = /^((?:the|his|her|its|their) [\p{L} -]+?) ((?:say|read|show|spell)s? ["“«].+)$/iu;
const OWN_PART = /^((?:his|her|its|their|(?:the )?[\p{L} -]+?'s?) [\p{L}-]+) (?:be |look )?([\p{L} -]+)$/iu;

/** `the car red and the boat blue` are two. */
function makeTarget(draft: Draft, split: NonNullable<ReturnType<typeof splitAtTarget>>): boolean {
  const [, first, second] = /^(.+?) and (the .+)$/i.exec(split.rest) ?? [];
  const other = second === undefined ? undefined : splitAtTarget(draft, second);
  if (first === undefined || other === undefined) return applyTo(draft, split.target, split.rest, split.what);
  const isFirst = applyTo(draft, split.target, first, split.what);
  return applyTo(draft, targetOf(draft, other.what) ?? other.target, other.rest, other.what) || isFirst;
}

export function setOf(draft: Draft, what: string, value: string): boolean {
  if (setSegment(draft, `${what} ${value}`)) return true;
  if (/^(?:not |never )/i.test(value) || /n't$/i.test(what)) return forbid(draft, what, value);
  if (/^(?:it|this|that)$/i.test(what) && setIt(draft, value)) return true;
  if (GENERIC.test(what)) {
    state(draft, value);
    return true;
  }
  return setPart(draft, what, value) || setNamed(draft, what, value);
}

/** What words name, or else what they say of the scene. */
function setNamed(draft: Draft, what: string, value: string): boolean {
  const target = targetOf(draft, what);
  const own = WITH.exec(value)?.[1];
  if (own !== undefined && target !== undefined && setWith(draft, target, own)) return true;
  if (target !== undefined) return applyTo(draft, target, value, what);
  const text = SAYS.test(value) ? quoteIn(value) : undefined;
  if (text !== undefined) return writeOn(draft, what, text);
  if (addDoer(draft, what, value)) return true;
  const read = stated(draft, `${plainWords(value)} ${wordsOf(what).at(-1) ?? ''}`);
  if (setStated(draft, read, { isAdded: false })) return true;
  return setObject(draft, what, value);
}

/** What a place or a thing is to have is put there, and what is worn has it; false of anything else. */
function setWith(draft: Draft, target: Target, own: string): boolean {
  if (target.kind === 'garment')
    return dressSubject(draft, target.subject, `${target.subject.clothing ?? target.garment} with ${own}`);
  if (target.kind !== 'place' && target.kind !== 'prop') return false;
  add(draft, own);
  return true;
}

const WITH = /^(?:have|has|contain|feature|with) (?!["“«])(.+)$/iu;

/** `it should wear a hat`: somebody, not the scene. */
function setIt(draft: Draft, value: string): boolean {
  const [, mood] = /^feels? (?:like )?(?:more |a bit |very )?(.+)$/i.exec(value) ?? [];
  if (mood !== undefined) {
    state(draft, MOODS.has(mood.toLowerCase()) ? `${mood} mood` : mood);
    return true;
  }
  const subject = subjectNamed(draft, 'it');
  if (subject === undefined) return false;
  return WEARS.test(value) ? setSubject(draft, subject, value) : letDo(draft, value);
}

/** `the cream should be melted chocolate`, where only a deed speaks of cream. */
function setObject(draft: Draft, what: string, value: string): boolean {
  if (speedSaid(value) !== undefined && paceNamed(draft, `${what} ${value}`)) return true;
  const object = withoutArticle(what).toLowerCase();
  const looks = looksIn(value);
  const fresh = looks === undefined ? withoutArticle(value) : `${looks.join(' ')} ${object}`;
  return wordsOf(value).length <= 4 && replaceInDeeds(draft, object, fresh);
}

const SAYS = /^(?:just |simply |only |now )?(?:say|says|read|reads|show|shows|spell|spells|have|bear|be)\b/i;

const WEARS = /^(?:wear|has? |have (?:an?|one|two) |have on|put on|be wearing|be dressed)\b/i;

/** `it` crosses a bridge: somebody's deed, unless the words are of light, weather, camera, style. */
export function letDo(draft: Draft, words: string): boolean {
  const subject = subjectNamed(draft, 'it');
  if (subject === undefined || draft.language.gerund(words.split(' ')[0] ?? '') === undefined) return false;
  return !hasScalar(stated(draft, words)) && setDeed(draft, subject, words);
}

export function pace(draft: Draft, words: string, isFaster: boolean): void {
  const subject = subjectNamed(draft, words);
  if (/\b(?:camera|pan|dolly|zoom|tilt|movement|tracking|orbit)\b/i.test(words))
    draft.set('camera.movement_speed', isFaster ? 'fast' : 'slow');
  else if (subject !== undefined && isOfPace(draft, subject))
    setDeed(draft, subject, isFaster ? 'speeding up' : 'slowing down');
  else paceDeed(draft, subject ?? draft.parameters.subjects[0], words, isFaster);
}

/** Whose pace is all that is said of what it does. */
function isOfPace(draft: Draft, { name }: Subject): boolean {
  const own = draft.parameters.actions.filter(({ agent }) => agent === name);
  return own.every(({ action }) => /^(?:slowing|speeding|accelerating|braking|hurrying)\b/.test(action));
}

export function giveScene(draft: Draft, words: string): void {
  const split = splitAtTarget(draft, words);
  const bare = words.replace(
    /^(?:it|this|that|everything|the (?:whole )?(?:scene|shot|video|image|clip|picture))\s+/i,
    '',
  );
  if (split?.target.kind === 'place' && /^(?:an?|some|two|three|four|more)\s/i.test(split.rest))
    add(draft, split.rest);
  else if (bare === words && split !== undefined) setOf(draft, split.what, split.rest);
  else if (conceptOf(bare) !== undefined || hasScalar(stated(draft, bare))) state(draft, bare);
  else add(draft, bare);
}
