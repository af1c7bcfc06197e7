import { type Subject } from '../../../sessions/index.js';
import { withoutArticle } from '../reading/scene-words.js';
import { GENERIC, garmentOf } from './apply.js';
import { replaceByBidding } from './bidding.js';
import { deedIn, paceUsual, replaceInDeeds } from './deeds.js';
import { isClause, isDoing, withoutBeing, withoutRelative } from './clause-like.js';
import { type Draft } from './draft.js';
import { setBackground, setConcept } from './fields.js';
import { make } from './making.js';
import { nounPhraseOf } from './noun-phrase.js';
import { setLocation } from './places.js';
import { describeProp, replaceProp } from './props.js';
import { removeStated } from './removing.js';
import { redescribe } from './redescribing.js';
import { replaceByBid, replaceByClause } from './replacing-by-clause.js';
import { redo, replaceDeed } from './replacing-deeds.js';
import { replaceByDoer, replaceByOther } from './replacing-doers.js';
import { headOf } from './restating.js';
import { isOne, replaceLookOfOne } from './replacing-looks.js';
import { replaceSide } from './replacing-sides.js';
import { hasWords, replaceOfKind } from './replacing-values.js';
import { quoteIn, replaceSign, setLine, setSign, WRITTEN_ON } from './speech.js';
import { state } from './state.js';
import { setStated } from './stating.js';
import { setSubject } from './subject-values.js';
import { countSubject, describeSubject, dressSubject, replaceSubject } from './subjects.js';
import { propNamed, splitAtTarget, subjectNamed, targetOf, wordsOf } from './targets.js';
import { countAfter, described, hasScalar, isLook, looksIn, numberIn, stated } from './values.js';

/** One thing, look, light, deed in the place of another. */
export function replace(draft: Draft, old: string, words: string): void {
  const fresh = named(old, withoutVerb(withoutBeing(words)));
  if (AT_USUAL_SPEED.test(fresh) && paceUsual(draft)) return;
  if (GENERIC.test(old)) {
    state(draft, fresh);
    return;
  }
  const apart = apartFrom(draft, old, fresh);
  if (apart !== undefined) {
    state(draft, apart.beside);
    replace(draft, old, apart.fresh);
    return;
  }
  if (WAYS.some((replaceAs) => replaceAs(draft, old, fresh))) return;
  if (isNoThing(draft, old) && !make(draft, fresh) && !isClause(fresh)) state(draft, fresh);
}

/** `a happy one` of `the sad mood` is a happy mood. */
function named(old: string, said: string): string {
  const head = wordsOf(old).at(-1) ?? '';
  return isOne(said) && !isOne(old) && head !== '' ? said.replace(/ones?$/i, head) : withUnit(old, said);
}

/** `60` for `24 fps` is `60 fps`. */
function withUnit(old: string, fresh: string): string {
  const unit = /^(?:the )?\d+(?:\.\d+)?( ?(?:fps|frames per second|mm|seconds?|secs?|s|k|p))\b/iu.exec(
    old,
  )?.[1];
  return unit !== undefined && /^(?:an? )?\d+(?:\.\d+)?$/.test(fresh) ? `${fresh}${unit}` : fresh;
}

/** `dim light and lo-fi instead of jazz`: of two, what is said of light, camera or time takes no thing's place. */
function apartFrom(draft: Draft, old: string, fresh: string): { beside: string; fresh: string } | undefined {
  const [one = '', other = '', ...more] = fresh.split(/ and /i);
  if (other === '' || more.length > 0 || isOfScene(draft, old)) return undefined;
  if (isOfScene(draft, one) === isOfScene(draft, other)) return undefined;
  return isOfScene(draft, one) ? { beside: one, fresh: other } : { beside: other, fresh: one };
}

function isOfScene(draft: Draft, words: string): boolean {
  const { camera, lighting, time_of_day: time, weather } = stated(draft, words);
  return Object.keys({ ...camera, ...lighting }).length > 0 || time !== undefined || weather.length > 0;
}

const AT_USUAL_SPEED = /^(?:at )?(?:an? |the )?(?:normal|regular|usual|real[- ]?time)(?: speed)?$/i;

/** `put him in a black hoodie` instead of the uniform: the hoodie takes its place. */
function withoutVerb(words: string): string {
  const given =
    /^(?:give|hand|get|buy|bring|show|offer|serve) (?:him|her|it|them|(?:the|his|her) [\p{L} ]+?) ((?:an?|some|two|three|four)\b.+)$/iu;
  const worn = /^(?:put|dress) [\p{L}' ]+? in(?:to)? (.+)$/iu;
  const wanted =
    /^(?:i|we)(?:'d| would)? (?:really |rather |much )?(?:like|love|want|prefer|need) (?:it|him|her|them|this|that) (?:to be )?(.+)$/iu;
  const said = wanted.exec(words)?.[1];
  if (said !== undefined && (looksIn(said) !== undefined || /^(?:an?|in|at|on) /i.test(said))) return said;
  return given.exec(words)?.[1] ?? worn.exec(words)?.[1] ?? words;
}

type Way = (draft: Draft, old: string, fresh: string) => boolean;

/** Words that are a thing take the place of a thing; those that are a clause never do. */
const ofThings =
  (replaceAs: Way): Way =>
  (draft, old, fresh) =>
    !isClause(fresh) && !isDoing(fresh) && replaceAs(draft, old, withoutRelative(fresh));

/** In this order; the first that knows the old thing changes it. */
const WAYS: readonly Way[] = [
  replaceLookOfOne,
  replaceByOther,
  replaceSide,
  replaceOneOf,
  ofThings(replaceText),
  replaceLookOf,
  replaceName,
  replaceObject,
  replaceDeed,
  replaceByBidding,
  replaceByBid,
  replaceByClause,
  ofThings(replaceOfKind),
  (draft, old, fresh) => !isClause(fresh) && !isDoing(fresh) && replaceMeant(draft, old, fresh),
  redo,
  ofThings(replaceTarget),
  replaceLook,
  replaceStated,
  ofThings((draft, old, fresh) =>
    replaceInDeeds(draft, withoutArticle(old).toLowerCase(), withoutArticle(fresh)),
  ),
];

/** `blue curtains, not red ones`: things of one kind. */
function replaceOneOf(draft: Draft, old: string, fresh: string): boolean {
  const phrase = isOne(old) ? nounPhraseOf(fresh, draft.language, isLook) : undefined;
  if (phrase === undefined || draft.parameters.subjects.some((one) => headOf(one) === phrase.head))
    return false;
  const prop = propNamed(draft, phrase.head);
  return (
    prop !== undefined &&
    (describeProp(draft, prop, phrase.looks.join(' ')) || replaceProp(draft, prop, fresh))
  );
}

/** `change OPEN to CLOSED`: what is written or said, by its own words. */
function replaceText(draft: Draft, old: string, fresh: string): boolean {
  const { on_screen_text: texts, audio } = draft.parameters;
  const was = quoteIn(old) ?? old;
  const is = quoteIn(fresh) ?? fresh;
  const line = audio.dialogue.find(({ text }) => text === was);
  const speaker = draft.parameters.subjects.find(({ name }) => name === line?.speaker);
  if (line !== undefined && speaker !== undefined) return setLine(draft, speaker, is);
  return texts.includes(was) && replaceSign(draft, was, is);
}

function replaceMeant(draft: Draft, old: string, fresh: string): boolean {
  const subject = subjectMeant(draft, old, fresh);
  if (subject !== undefined && quoteIn(fresh) !== undefined && WRITTEN_ON.test(subject.name))
    return setSign(draft, fresh);
  // `the purple one` may be a place.
  if (isOne(old) && subject === undefined && targetOf(draft, fresh)?.kind === 'place')
    return setLocation(draft, fresh, { isRenamed: true });
  if (subject === undefined) return false;
  const isOther = subjectNamed(draft, fresh) !== subject;
  return (isOther && replaceByDoer(draft, subject, fresh)) || replaceNamed(draft, subject, old, fresh);
}

/** A number, a deed, or `one`: not a thing that would have to be there. */
function isNoThing(draft: Draft, phrase: string): boolean {
  return isOne(phrase) || numberIn(phrase) !== undefined || deedIn(draft, phrase) !== undefined;
}

/** `police should be chasing a motorcycle`, not a pickup: what is chased is another. */
function replaceObject(draft: Draft, old: string, fresh: string): boolean {
  const object = /(?:\p{L}+ing|\bto \p{L}+) ((?:an?|the|some|two|three) [\p{L} -]+)$/iu.exec(fresh)?.[1];
  const target = object === undefined || deedIn(draft, old) !== undefined ? undefined : targetOf(draft, old);
  if (object === undefined || target === undefined) return false;
  if (target.kind === 'subject') return replaceSubject(draft, target.subject, object);
  return target.kind === 'prop' && replaceProp(draft, target.prop, object);
}

/** `Osaka` for `Kyoto`: one name for another, wherever it is said of the place. */
function replaceName(draft: Draft, old: string, fresh: string): boolean {
  const { location } = draft.parameters.setting;
  const isName = /^\p{Lu}/u.test(old) && /^\p{Lu}/u.test(fresh);
  if (!isName || location === undefined || location === old || !hasWords(location, old)) return false;
  const isSet = setLocation(
    draft,
    location.replace(old, () => fresh),
    { isRenamed: true, isWhole: true },
  );
  const { protected: names } = draft.parameters;
  if (isSet && !names.includes(fresh)) draft.store('protected', [...names, fresh].slice(0, 32));
  return isSet;
}

function subjectMeant(draft: Draft, old: string, fresh: string): Subject | undefined {
  const isByNumber = numberIn(old) !== undefined && targetOf(draft, old)?.kind !== 'subject';
  const other = isOne(old) || isByNumber ? subjectNamed(draft, fresh) : undefined;
  return other ?? subjectNamed(draft, old);
}

function replaceLook(draft: Draft, old: string, fresh: string): boolean {
  const look = withoutArticle(old).toLowerCase();
  const owner = draft.parameters.subjects.find(({ attributes }) => attributes.includes(look));
  const looks = looksIn(fresh);
  if (owner === undefined || looks === undefined) return false;
  describeSubject(draft, owner, looks);
  return true;
}

/** `tanker overturned instead of burning`: somebody and the look that takes the place of the old one. */
function replaceLookOf(draft: Draft, old: string, fresh: string): boolean {
  const look = withoutArticle(old).toLowerCase();
  const owner = draft.parameters.subjects.find(({ attributes }) => attributes.includes(look));
  if (owner === undefined) return false;
  const own = looksOfKind(draft, owner, fresh);
  if (own !== undefined) return redescribe(draft, owner, own, [look]);
  const split = splitAtTarget(draft, fresh);
  if (split?.target.kind !== 'subject' || split.target.subject !== owner) return false;
  const looks = looksIn(split.rest);
  return looks !== undefined && describeSubject(draft, owner, looks, [look]);
}

/** `black speaker` of the white one, `car in pearl white` of the matte black one. */
function looksOfKind(draft: Draft, owner: Subject, fresh: string): readonly string[] | undefined {
  const phrase = nounPhraseOf(fresh, draft.language, isLook);
  if (phrase === undefined || phrase.head !== headOf(owner)) return undefined;
  const looks = phrase.looks.length > 0 ? phrase.looks : looksIn(phrase.rest.replace(/^in /i, ''));
  return looks?.length === 0 ? undefined : looks;
}

/** True where either of the two is something that is said in a few words: light, time, style. */
function replaceStated(draft: Draft, old: string, fresh: string): boolean {
  const [said, was] = [stated(draft, fresh), stated(draft, old)];
  if (hasScalar(said)) {
    for (const name of was.protected) if (draft.parameters.protected.includes(name)) draft.release(name);
    return setStated(draft, said, { isAdded: false, old: was });
  }
  if (!hasScalar(was)) return false;
  if (said.setting.location !== undefined) setLocation(draft, fresh);
  else if (/^(?:in )?(?:full |natural |normal )?colou?rs?$/i.test(fresh)) removeStated(draft, old);
  return true;
}

function replaceNamed(draft: Draft, subject: Subject, old: string, fresh: string): boolean {
  const isSame = subjectNamed(draft, fresh) === subject;
  const number = countAfter(fresh, subject.count);
  if (number !== undefined && (isSame || wordsOf(fresh).length === 1)) {
    const looks = isSame ? looksOfOne(draft, fresh) : [];
    return looks.length > 0
      ? redescribe(draft, subject, looks, goneLooks(old))
      : countSubject(draft, subject, number);
  }
  if (isSame && !isOther(draft, subject, fresh)) return setSubject(draft, subject, fresh);
  const isScene = described(draft, fresh) === undefined && hasScalar(stated(draft, fresh));
  return isScene || looksIn(fresh) !== undefined
    ? setSubject(draft, subject, fresh)
    : replaceSubject(draft, subject, fresh);
}

/** `a golden visor` counts nothing. */
function looksOfOne(draft: Draft, fresh: string): readonly string[] {
  return /^(?:an?|one)\s/i.test(fresh) ? (described(draft, fresh)?.attributes ?? []) : [];
}

/** The looks of `a cracked one`. */
function goneLooks(old: string): readonly string[] {
  return isOne(old) ? (looksIn(old.replace(/^(?:an?|the)\s+|\s+ones?$/gi, '')) ?? []) : [];
}

/** `strawberry cake` is no `chocolate cake`, though both are cakes. */
function isOther(draft: Draft, subject: Subject, fresh: string): boolean {
  const name = described(draft, fresh)?.name.toLowerCase();
  return (
    name !== undefined &&
    name.includes(' ') &&
    subject.name.includes(' ') &&
    name !== subject.name.toLowerCase()
  );
}

function replaceTarget(draft: Draft, old: string, fresh: string): boolean {
  const target = targetOf(draft, old);
  switch (target?.kind) {
    case 'garment':
      return dressSubject(draft, target.subject, garmentOf(target, fresh));
    case 'prop':
      return (
        describeProp(draft, target.prop, fresh) ||
        (quoteIn(fresh) !== undefined ? setSign(draft, fresh) : replaceProp(draft, target.prop, fresh))
      );
    case 'place':
      return setLocation(draft, fresh, { isRenamed: true });
    case 'background':
      return setBackground(draft, fresh);
    case 'light':
      draft.set('lighting.source', withoutArticle(fresh));
      return true;
    case 'concept':
      return (
        (!hasScalar(stated(draft, old)) || quoteIn(fresh) !== undefined) &&
        setConcept(draft, target.path, fresh)
      );
    default:
      return false;
  }
}
