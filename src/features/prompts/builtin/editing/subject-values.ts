import type { Subject } from '../../../sessions/index.js';
import { isAnimate, isBeing, MACHINES, VEHICLES } from '../lexicon/beings.js';
import { BODY_PARTS, CLOTHES, THING_PARTS } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import { setDeed } from './deeds.js';
import type { Draft } from './draft.js';
import { turnRound } from './handing-over.js';
import { setLocation } from './places.js';
import { quoteIn, setLine, setSign, WRITTEN_ON } from './speech.js';
import { setPosition, setRelation } from './relating.js';
import { setStated } from './stating.js';
import { countSubject, describeSubject, dressSubject, faceSubject, replaceSubject } from './subjects.js';
import { wordsOf } from './targets.js';
import { described, expressionIn, hasScalar, looksIn, numberIn, stated } from './values.js';

const SPEECH =
  /^(?:to )?(?:now )?(?:say|shout|whisper|reply|ask|sing|yell|scream|mutter|murmur|answer|announce|exclaim|state|read)(?:s|es|ies|ing)?\b/i;
const WORN =
  /^(?:to )?(?:(?:be |is |are )?(?:wear(?:s|ing)?|dressed in|clad in|put(?:s)? on|don(?:s)?)|have on|has on) (.+)$/i;
const CENTRED =
  /^(?:dead )?cent(?:ered|red)(?: in the (?:frame|shot|picture|image))?$|^in the (?:dead )?cent(?:er|re)$/i;
const OWN = /^(?:to )?(?:in|with|have|has|having) (.+)$/i;

/** `in her sixties`. */
export const AGE =
  /^(?:about |around |maybe )?in (?:his|her|its|their) (?:(?:early|mid|middle|late)[ -])?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)$/i;

/** What is wanted of a subject: what it wears, shows, does, is; false where the words are none of that. */
export function setSubject(draft: Draft, subject: Subject, words: string): boolean {
  const value = words
    .trim()
    .replace(/^(?:to )?(?:be|is|are|become|becomes|look like|into|as) /i, '')
    .replace(/^(?:now|also|all|instead)\s+/i, '');
  if (CENTRED.test(value)) return setPosition(draft, 'centred');
  const spoken = quoteIn(value);
  if (spoken !== undefined && isWrittenOn(draft, subject)) return setSign(draft, value);
  if (spoken !== undefined && SPEECH.test(value)) return setLine(draft, subject, spoken);
  const worn = wornIn(draft, subject, value);
  if (worn !== undefined) return dressSubject(draft, subject, isAlso(words) ? withMore(subject, worn) : worn);
  const own = OWN.exec(value)?.[1];
  if (own !== undefined) return setOwn(draft, subject, own, value);
  return setLook(draft, subject, value) ?? setOther(draft, subject, isAlso(words) ? `also ${value}` : value);
}

/** A sign, or what has words on it and no mouth. */
function isWrittenOn({ parameters }: Draft, subject: Subject): boolean {
  if (WRITTEN_ON.test(subject.name)) return true;
  const isMute = !isAnimate(headWord(subject)) && !/^\p{Lu}/u.test(subject.name);
  return isMute && parameters.on_screen_text.length === 1;
}

/** What is put on by somebody who takes it off is a deed, and nothing worn. */
function wornIn(draft: Draft, { name }: Subject, value: string): string | undefined {
  const worn = WORN.exec(value)?.[1];
  const head = wordsOf(worn ?? '').at(-1) ?? '';
  const isDone =
    /^(?:to )?puts? on /i.test(value) &&
    draft.parameters.actions.some(({ agent, action }) => agent === name && wordsOf(action).includes(head));
  return isDone ? undefined : worn;
}

/** Undefined where the words say no look. */
function setLook(draft: Draft, subject: Subject, value: string): boolean | undefined {
  const seems =
    /^(?:to )?(?:look|seem|appear|feel)s? (?:so |very |really |a (?:bit|little) |rather |quite |more )?(?!(?:up|at|down|out|into|in|away|around|round|over|through|back|left|right|straight|like|as|ahead|good|great|better|toward|towards|to|for|off|on)\b)([\p{L}-]+)$/iu
      .exec(value)?.[1]
      ?.toLowerCase();
  if (seems !== undefined)
    return isAnimate(headWord(subject)) || /^\p{Lu}/u.test(subject.name)
      ? faceSubject(draft, subject, expressionIn(seems) ?? seems)
      : describeSubject(draft, subject, [seems]);
  const expression = expressionIn(value);
  if (expression !== undefined && !isThingOnly(subject)) return faceSubject(draft, subject, expression);
  const looks = looksIn(value);
  return looks === undefined ? undefined : describeSubject(draft, subject, looks);
}

function headWord({ name }: Subject): string {
  return name.toLowerCase().split(' ').at(-1) ?? name;
}

function isAlso(words: string): boolean {
  return /^(?:should |must )?(?:also|additionally)\b|\b(?:too|as well|on top)$/i.test(words.trim());
}

/** What is worn beside what was worn before. */
function withMore({ clothing }: Subject, worn: string): string {
  const bare = worn.replace(/ (?:too|as well|on top)$/i, '');
  return clothing === undefined ? bare : `${clothing} and ${withoutArticle(bare)}`;
}

function isThingOnly({ name }: Subject): boolean {
  const head = name.toLowerCase().split(' ').at(-1) ?? name;
  return VEHICLES.has(head);
}

function setOwn(draft: Draft, subject: Subject, own: string, value: string): boolean {
  if (AGE.test(value)) return describeSubject(draft, subject, [value.toLowerCase()]);
  const head = wordsOf(own).at(-1) ?? '';
  const single = draft.language.singular(head);
  if (CLOTHES.has(head) || CLOTHES.has(single)) return dressSubject(draft, subject, own);
  const face = expressionIn(value);
  if (face !== undefined) return faceSubject(draft, subject, face);
  const isOfThing = THING_PARTS.has(single) && !isAnimate(headWord(subject));
  if (BODY_PARTS.has(head) || BODY_PARTS.has(single) || isOfThing)
    return describeSubject(draft, subject, [withoutArticle(own)]);
  return /^in /i.test(value) && setWhere(draft, value);
}

/** `in the garden`; `in close-up` and `at night` are no places. */
function setWhere(draft: Draft, value: string): boolean {
  const said = stated(draft, value);
  const isPlace = said.setting.location !== undefined || !hasScalar(said);
  return isPlace ? setLocation(draft, value) : setStated(draft, said, { isAdded: false });
}

function setOther(draft: Draft, subject: Subject, said: string): boolean {
  const value = said.replace(/^also /, '');
  const count = numberIn(value);
  if (count !== undefined && isCount(value)) return countSubject(draft, subject, count);
  if (setRelation(draft, subject.name, value) || setPosition(draft, value, subject.name)) return true;
  if (/^(?:in|on|at|inside|into|onto|under|to)\s/i.test(value)) return setWhere(draft, value);
  if (
    !/^(?:an?|the|some)\s/i.test(value) &&
    (turnRound(draft, subject, said) || setDeed(draft, subject, said))
  )
    return true;
  return setKind(draft, subject, value);
}

/** What it is to be instead. */
function setKind(draft: Draft, subject: Subject, value: string): boolean {
  const fresh = described(draft, value);
  if (fresh === undefined)
    return hasScalar(stated(draft, value)) && setStated(draft, stated(draft, value), { isAdded: false });
  if (fresh.name === subject.name || fresh.name === 'one')
    return describeSubject(draft, subject, fresh.attributes);
  return (
    (isNamedThing(fresh.name, value) || isMany(draft, subject, value)) &&
    replaceSubject(draft, subject, value)
  );
}

function isCount(value: string): boolean {
  return wordsOf(value).length <= 2 || !/^(?:an?|one)\b/i.test(value);
}

/** `make them sheriffs`: others of a kind, for some. */
function isMany(draft: Draft, { count }: Subject, value: string): boolean {
  const [word = '', ...others] = wordsOf(value);
  return count !== 1 && others.length === 0 && draft.language.singular(word) !== word;
}

/** Something that may stand in a scene: not any word that happens to be no other. */
export function isNamedThing(name: string, phrase: string): boolean {
  const head = name.toLowerCase().split(' ').at(-1) ?? name;
  return (
    isBeing(head) ||
    VEHICLES.has(head) ||
    MACHINES.has(head) ||
    /^(?:an?|the|some|one|two|three|four|five|six)\s/i.test(phrase.trim())
  );
}
