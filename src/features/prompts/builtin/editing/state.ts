import type { Subject } from '../../../sessions/index.js';
import { isBeing } from '../lexicon/beings.js';
import { CLOTHES } from '../lexicon/things.js';
import { add, isSoundOf } from './adding.js';
import { applyTo } from './apply.js';
import { deedIn, paceDeed, paceNamed, paceUsual, setDeed } from './deeds.js';
import { type Draft } from './draft.js';
import { speedIn } from './phrasings.js';
import { setLocation } from './places.js';
import { setConcept } from './fields.js';
import { addProps, replaceProp } from './props.js';
import { setPosition } from './relating.js';
import { setSegment } from './segments.js';
import { headOf, restate } from './restating.js';
import { setStated } from './stating.js';
import { twoIn } from './stating-both.js';
import { isNamedThing } from './subject-values.js';
import {
  countSubject,
  describeSubject,
  dressSubject,
  faceSubject,
  replaceSubject,
  sayNumber,
} from './subjects.js';
import { SHORT_REQUESTS } from './short-requests.js';
import { isNewThing } from './new-thing.js';
import { nounPhraseOf } from './noun-phrase.js';
import { withGerund } from './verbs.js';
import { propNamed, splitAtTarget, subjectNamed, targetOf, wordsOf } from './targets.js';
import {
  countAfter,
  expressionIn,
  FACE_WORDS,
  hasScalar,
  isLook,
  looksIn,
  numberIn,
  plainWords,
  stated,
} from './values.js';

/** A value by itself: `night`, `two dogs`, `slow dolly in`, `soft window light`. */
export function state(draft: Draft, words: string): void {
  const fresh = plainWords(words.replace(/^(?:be|is|are|to be|set|in colou?r:)\s+/i, ''));
  if (FIRST.some((stateAs) => stateAs(draft, fresh))) return;
  if (!WAYS.some((stateAs) => stateAs(draft, fresh))) stateSubject(draft, fresh);
}

/** Each of two that are said in one breath by itself. */
function stateBoth(draft: Draft, fresh: string): boolean {
  const two = twoIn(draft, fresh);
  for (const words of two ?? []) state(draft, words);
  return two !== undefined;
}

/** `the dog is black`, `he smokes a pipe`: of what is there already. */
function stateClause(draft: Draft, fresh: string): boolean {
  const split = /^(?:from|in|on|at|with|to|of|by|like)\s/i.test(fresh)
    ? undefined
    : splitAtTarget(draft, fresh);
  const rest = split === undefined ? '' : withGerund(draft.language, split.rest, split.what);
  if (split !== undefined && isLookOf(fresh, split.rest))
    return applyTo(draft, split.target, split.rest, split.what);
  const isClause =
    split !== undefined &&
    (/^(?:is|are|now|should|must|wears?|has|have|says?|mutters?|shouts?|whispers?|asks?|yells?|replies|looks?|to|in front of|behind|next to|on top of)\b/i.test(
      split.rest,
    ) ||
      (split.target.kind === 'subject' && deedIn(draft, rest) !== undefined));
  if (!isClause) return false;
  return applyTo(draft, split.target, rest, split.what) || split.target.kind === 'subject';
}

/** `the cat purple`. */
function isLookOf(fresh: string, rest: string): boolean {
  return /^(?:the|his|her|its|their|both|all|they|he|she)\s/i.test(fresh) && looksIn(rest) !== undefined;
}

/** `a stormy evening`, `a rim light`, `an old scarecrow`: what is there is as said, anything else comes to it. */
export function want(draft: Draft, words: string): void {
  const fresh = plainWords(words);
  if (restate(draft, fresh)) return;
  if (isSoundOf(fresh)) {
    add(draft, fresh);
    return;
  }
  const said = stated(draft, fresh);
  const isScene = hasScalar(said) && said.subjects.length === 0 && said.setting.props.length === 0;
  if (isScene && setStated(draft, said, { isAdded: true })) return;
  if (said.setting.location !== undefined && said.subjects.length === 0 && PLACE_WORDS.test(fresh))
    setLocation(draft, fresh);
  else add(draft, fresh);
}

/** In this order; the first that understands the value sets it. */
const WAYS: readonly ((draft: Draft, fresh: string) => boolean)[] = [
  ...SHORT_REQUESTS,
  stateDecade,
  stateTogether,
  stateNewcomer,
  stateKnown,
  stateCount,
  stateThingCount,
  stateFace,
  stateWorn,
  stateNamed,
  paceNamed,
  stateScene,
];

/** `a stray dog runs across the street`, whatever of the scene is named behind it. */
function stateSomebodyNew(draft: Draft, fresh: string): boolean {
  if (!/^(?:an?|two|three|four|five|some|another)\s/i.test(fresh)) return false;
  const [first] = stated(draft, fresh).subjects;
  return first !== undefined && isBeing(headOf(first) ?? first.name) && stateNewcomer(draft, fresh);
}

const FIRST: readonly ((draft: Draft, fresh: string) => boolean)[] = [
  setSegment,
  stateBoth,
  stateSomebodyNew,
  stateFaced,
  stateClause,
];

/** `a kayaker paddles across the fjord`: somebody new, in a sentence of its own. */
function stateNewcomer(draft: Draft, fresh: string): boolean {
  if (!/^(?:an?|one|two|three|four|five|six|some|several|\d+|another)\s/i.test(fresh)) return false;
  const said = stated(draft, fresh);
  const [first] = said.subjects;
  const isDoing = first !== undefined && said.actions.some(({ agent }) => agent === first.name);
  if (!isDoing || !isNamedThing(first.name, fresh)) return false;
  if (draft.parameters.subjects.some((one) => headOf(one) === headOf(first))) return false;
  add(draft, fresh);
  return true;
}

/** `smiling musician`. */
function stateFaced(draft: Draft, fresh: string): boolean {
  const [, face = '', whom = ''] = /^(?:an? |the )?(\p{L}+) ([\p{L} -]+)$/iu.exec(fresh) ?? [];
  const one = FACE_WORDS.has(face.toLowerCase()) ? subjectNamed(draft, whom) : undefined;
  if (one === undefined || wordsOf(whom).at(-1) !== headOf(one)) return false;
  return faceSubject(draft, one, expressionIn(face) ?? face.toLowerCase());
}

/** As {@link restate}, for a thing with an article or a number in front. */
function stateKnown(draft: Draft, fresh: string): boolean {
  const isLed = /^(?:an?|one|two|three|four|five|six|\d+)\s/i.test(fresh);
  const isOwn = /^[\p{L}-]+(?: [\p{L}-]+)? (?:in|with|wearing) (?:an? )?[\p{L} -]+$/iu.test(fresh);
  const phrase = isLed || isOwn ? undefined : nounPhraseOf(fresh, draft.language, isLook);
  const { location = '' } = draft.parameters.setting;
  const isPlace =
    phrase?.rest === '' &&
    phrase.head !== '' &&
    location.toLowerCase().endsWith(` ${phrase.head}`) &&
    !hasScalar(stated(draft, fresh));
  return (isLed || isOwn || isPlace) && restate(draft, fresh);
}

/** `four trucks and a motorcycle`, of which only the trucks are there. */
function stateTogether(draft: Draft, fresh: string): boolean {
  const [, first = '', second = ''] =
    /^(.+?) and ((?:an?|one|two|three|four|five|another|some) .+)$/i.exec(fresh) ?? [];
  if (first === '' || numberIn(first) === undefined) return false;
  if (subjectNamed(draft, first) === undefined || subjectNamed(draft, second) !== undefined) return false;
  if (stated(draft, second).subjects.length === 0) return false;
  stateCount(draft, first);
  add(draft, second);
  return true;
}

/** `only one moon`, where the moons are things. */
function stateThingCount(draft: Draft, fresh: string): boolean {
  const count = numberIn(fresh);
  const prop = count === undefined ? undefined : propNamed(draft, fresh);
  if (count === undefined || prop === undefined || wordsOf(fresh).length > 5) return false;
  if (numberIn(prop) === undefined && !prop.endsWith('s')) return false;
  const bare = prop.replace(/^(?:\d+|\p{L}+) (?=.)/u, (lead) => (numberIn(lead) === undefined ? lead : ''));
  const words = bare.split(' ');
  const head = words.at(-1) ?? '';
  const single = draft.language.singular(head);
  const said = count === 1 ? single : draft.language.plural(single);
  return replaceProp(draft, prop, [sayNumber(count), ...words.slice(0, -1), said].join(' '));
}

/** `with a sad look`, of the only one there. */
function stateFace(draft: Draft, fresh: string): boolean {
  const [only, ...others] = draft.parameters.subjects;
  const face = /^with /i.test(fresh) ? expressionIn(fresh) : undefined;
  return face !== undefined && only !== undefined && others.length === 0 && faceSubject(draft, only, face);
}

/** `in black robes`, of the only one there. */
function stateWorn(draft: Draft, fresh: string): boolean {
  const worn = /^(?:in|with|wearing|dressed in) (.+)$/i.exec(fresh)?.[1];
  const [only, ...others] = draft.parameters.subjects;
  const head = wordsOf(worn ?? '').at(-1) ?? '';
  if (worn === undefined || only === undefined || others.length > 0) return false;
  return (CLOTHES.has(head) || CLOTHES.has(draft.language.singular(head))) && dressSubject(draft, only, worn);
}

/** Palette, position, pace: said with the name of what is meant. */
function stateNamed(draft: Draft, fresh: string): boolean {
  if (/^at a usual speed$/i.test(fresh)) return paceUsual(draft);
  const times = /^(half|twice) its length$/i.exec(fresh)?.[1]?.toLowerCase();
  if (times !== undefined) return stretch(draft, times === 'half' ? 0.5 : 2);
  const colours =
    /^(?:use |with )?(?:an? )?(.+?) (?:palette|colou?r palette|colou?r scheme|colou?rs|tones|hues)$/i.exec(
      fresh,
    )?.[1];
  if (colours !== undefined && !/\b(?:light|saturated|desaturated)\b/i.test(colours))
    return setConcept(draft, 'palette', colours);
  return setPosition(draft, fresh);
}

/** `a 1970s look`. */
function stateDecade(draft: Draft, fresh: string): boolean {
  const decade = /^(?:an? |the )?((?:19|20)?\d0s|[\p{L}]+ies) (?:look|style|feel|aesthetic|vibe)$/iu.exec(
    fresh,
  )?.[1];
  return decade !== undefined && setConcept(draft, 'style.artistic', decade);
}

function stretch(draft: Draft, factor: number): boolean {
  const { duration_seconds: seconds } = draft.parameters.timing;
  if (seconds !== undefined) draft.set('timing.duration_seconds', seconds * factor);
  return true;
}

function stateCount(draft: Draft, fresh: string): boolean {
  const known = subjectNamed(draft, fresh);
  if (known === undefined || wordsOf(fresh).length < 2) return false;
  const [said] = stated(draft, fresh).subjects;
  if (said === undefined && describeByName(draft, known, fresh)) return true;
  if (said !== undefined && !isSameThing(said, known)) return false;
  const count = NEW_ONE.test(fresh) ? undefined : countAfter(fresh, known.count);
  if (count !== undefined) countSubject(draft, known, count);
  if (said === undefined) return count !== undefined;
  describeAs(draft, draft.parameters.subjects.find(({ name }) => name === known.name) ?? known, said);
  return count !== undefined || said.attributes.length > 0;
}

/** `three cans` of a `can of soda`. */
function isSameThing(said: Subject, known: Subject): boolean {
  return headOf(said) === headOf(known) || known.name.toLowerCase().startsWith(`${said.name} of `);
}

/** `wrinkled old hands`: looks before the name. */
function describeByName(draft: Draft, known: Subject, fresh: string): boolean {
  const words = fresh.replace(/^(?:an?|the)\s/i, '').split(' ');
  const isNamed = draft.language.singular(words.at(-1)?.toLowerCase() ?? '') === headOf(known);
  const looks = isNamed && words.length > 1 ? looksIn(words.slice(0, -1).join(' ')) : undefined;
  return looks !== undefined && describeSubject(draft, known, looks);
}

function describeAs(draft: Draft, subject: Subject, { attributes, clothing }: Subject): void {
  addLooks(draft, subject, attributes);
  if (clothing !== undefined) dressSubject(draft, subject, clothing);
}

/** An article that counts nothing. */
const NEW_ONE = /^an?\s(?!(?:second|third|fourth|couple|pair|dozen|few)\b)/i;

function addLooks(draft: Draft, subject: Subject, looks: readonly string[]): void {
  if (looks.some((look) => !subject.attributes.includes(look))) describeSubject(draft, subject, [...looks]);
}

const CAMERA_WORDS =
  /\b(?:camera|pan|dolly|zoom|tilt|move|movement|track|tracking|orbit|push|pull|truck|arc)\b/i;
const PLACE_WORDS = /^(?:(?:back |over )?(?:in|at|on|into|to|inside|onto|outside) .+)$/i;

/** `faster`: what somebody does, or the camera where nobody does anything. */
function paceAny(draft: Draft, fresh: string, speed: 'slow' | 'fast'): boolean {
  if (paceDeed(draft, draft.parameters.subjects[0], fresh, speed === 'fast')) return true;
  if (draft.parameters.camera.movement === undefined) return false;
  draft.set('camera.movement_speed', speed);
  return true;
}

/** Light, time, weather, camera, style, sound, place. */
function stateScene(draft: Draft, fresh: string): boolean {
  const speed = speedIn(fresh);
  const isPace = speed !== undefined && !CAMERA_WORDS.test(fresh);
  if (isPace) return paceAny(draft, fresh, speed);
  const said = stated(draft, fresh.replace(/^(?:an? )?(?:slower|faster|quicker)\s/i, ''));
  if (speed !== undefined) draft.set('camera.movement_speed', speed);
  if (/^(?:in |with )?slow motion$/i.test(fresh))
    return paceDeed(draft, draft.parameters.subjects[0], fresh, false);
  const isPlace = PLACE_WORDS.test(fresh);
  const isScalar = hasScalar(said);
  if (isPlaceSaid(said) && (isPlace || isNoSubject(draft, said, fresh))) return setLocation(draft, fresh);
  if (setStated(draft, said, { isAdded: false }) || speed !== undefined || isScalar) return true;
  return isPlace && stateUnknownPlace(draft, fresh);
}

/** `abandoned lighthouse` is no new place where the lighthouse is what the shot is of. */
function isNoSubject(draft: Draft, said: ReturnType<typeof stated>, fresh: string): boolean {
  if (said.subjects.length > 0) return false;
  const last = draft.language.singular(wordsOf(fresh).at(-1) ?? '');
  return !draft.parameters.subjects.some((one) => headOf(one) === last);
}

/** A cloudy sky is weather. */
function isPlaceSaid({ setting, weather }: ReturnType<typeof stated>): boolean {
  return setting.location !== undefined && !(setting.location === 'sky' && weather.length > 0);
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
  else if (isPlacedBy(draft, fresh)) add(draft, fresh);
  else if (said.setting.props.length > 0 && /^(?:with|and) /i.test(fresh))
    addProps(draft, said.setting.props, fresh);
}

const BESIDE =
  /^(.+?) (?:all )?(?:beside|next to|around|near|in front of|behind|under|above|on top of|on|at|by) (the .+|it|him|her|them)$/i;

/** `lime slices beside the can`: a thing that stands by one that is there. */
function isPlacedBy(draft: Draft, fresh: string): boolean {
  const [, what = '', where = ''] = BESIDE.exec(fresh) ?? [];
  if (what === '' || targetOf(draft, what) !== undefined || targetOf(draft, where) === undefined)
    return false;
  return nounPhraseOf(what, draft.language, isLook) !== undefined && deedIn(draft, what) === undefined;
}
