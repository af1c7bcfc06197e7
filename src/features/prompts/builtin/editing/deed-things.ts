import { isBeing } from '../lexicon/beings.js';
import { BODY_PARTS, CLOTHES, PLACES, SUBSTANCES } from '../lexicon/things.js';
import { extract } from '../reading/extract.js';
import { seatIn } from './action-words.js';
import type { Draft } from './draft.js';
import { nounPhraseOf } from './noun-phrase.js';
import { escaped } from './subjects.js';
import { isLook } from './values.js';

interface Bringing {
  /** Whether what is sat on was not there before. */
  isSeated: boolean;
  /** The words that tell of the deed. */
  said?: string;
}

/** What is handled in a new deed, or sat on, is there. */
export function bringThings(draft: Draft, action: string, { isSeated, said = action }: Bringing): void {
  const { setting } = extract(`somebody is ${action}`, draft.language).parameters;
  const isRead = setting.props.length > 0 || setting.location !== undefined;
  const seat = isSeated ? seatIn(setting.location, draft.parameters.setting.location) : [];
  if (NO_HANDLING.test(action)) return;
  const things = isRead ? [...setting.props, ...seat] : objectOf(draft, action);
  bringProps(draft, things, (thing) => isLed(said, thing) || isManyHandled(draft, action, thing));
}

/** Things of a deed that are not known yet. */
function bringProps(draft: Draft, things: readonly string[], isMeant: (thing: string) => boolean): void {
  const { props, location } = draft.parameters.setting;
  const isKnown = (thing: string) =>
    props.includes(thing) || subjectIn(draft, thing) || location?.includes(thing);
  const fresh = things.filter((prop) => !isKnown(prop) && isMeant(prop));
  if (fresh.length > 0) draft.store('setting.props', [...props, ...fresh].slice(0, 32));
}

/** With an article or a number in front. */
function isLed(said: string, thing: string): boolean {
  return new RegExp(`\\b(?:an?|some|two|three|four) ${escaped(thing)}${ENDS}`, 'i').test(said);
}

/** `trash` alone is no `trash can`. */
const ENDS =
  '(?=$|[,;]| (?:and|on|in|with|at|of|to|from|for|into|onto|under|over|by|behind|near|beside|above|below|while|as|through|across|along|up|down|around|towards?|past|off|out|like|that|which|who)\\b)';

/** `taking a selfie`, `having a nap`: nothing is there for that. */
const NO_HANDLING = /^(?:taking|having|doing|giving|making) /;

/** `counting coins`: several, right behind the verb. */
function isManyHandled(draft: Draft, action: string, thing: string): boolean {
  const head = thing.split(' ').at(-1) ?? thing;
  return draft.language.singular(head) !== head && action.split(' ').slice(1).join(' ').startsWith(thing);
}

/** `pipe` of `smoking a pipe`, where the verb is none that descriptions are read by. */
function objectOf(draft: Draft, action: string): string[] {
  const said =
    /^\p{L}+ing (?:(?:on|at|with|up|out|off|down) )?((?:an?|some|two|three|four) .+|(?:[\p{L}-]+ )?\p{L}+[^s\P{L}]s)$/iu.exec(
      action,
    )?.[1];
  const phrase = said === undefined ? undefined : nounPhraseOf(said, draft.language, isLook);
  if (phrase === undefined || isBeing(phrase.head) || PLACES.has(phrase.head)) return [];
  if (SUBSTANCES.has(phrase.head) || (!phrase.isCounted && isNoThing(phrase.head))) return [];
  return [[...phrase.looks, phrase.name].join(' ')];
}

/** `waving hands`, `wearing boots`, though `a pocket watch` is checked. */
function isNoThing(head: string): boolean {
  return BODY_PARTS.has(head) || CLOTHES.has(head);
}

function subjectIn(draft: Draft, thing: string): boolean {
  const words = thing
    .toLowerCase()
    .split(' ')
    .map((word) => draft.language.singular(word));
  return draft.parameters.subjects.some(({ name }) =>
    words.includes(name.toLowerCase().split(' ').at(-1) ?? ''),
  );
}
