import type { Action, Subject } from '../../../sessions/index.js';
import { extract } from '../reading/extract.js';
import { ACTION_SPEEDS } from '../reading/speed.js';
import { tokensOf } from '../text/tokens.js';
import { speedAdverb } from '../text/say.js';
import { wordSet } from '../lexicon/words.js';
import type { Draft } from './draft.js';
import { thirdOf } from './agreement.js';
import { bringThings } from './deed-things.js';
import { exchangeThings } from './exchanging-things.js';
import { escaped } from './subjects.js';
import { WordPattern } from '../text/word-pattern.js';
import { baseOf, compoundDeed, gerundOf, withGerund } from './verbs.js';

/** Ways of going: one takes the place of another, and the way stays. */
const GOING = wordSet(
  'walking running jogging sprinting galloping trotting strolling marching crawling hopping skipping limping racing dashing wandering striding swimming flying driving riding cycling rolling gliding drifting sailing dancing skating hiking',
);

/** A way of going only where it is said which way. */
const GOES =
  /^go(?:es|ing)?(?= (?:up|down|along|across|through|into|past|around|over|under|toward|towards|out of) \p{L})/iu;

const NO_VERBS =
  /^(?:\p{L}*thing|morning|evening|ceiling|king|spring|string|building|lightning|lighting|wedding|being)$/iu;

/** `rose petals`, `felt hats`: past forms that are nouns as well. */
const NOUN_TOO = /^(?:rose|felt|ground|wound|shot|left|stuck|lit|worn|saw)\s\p{L}+s?$/iu;

/** Parts speed words from what is done: `walks quickly`. */
function parted(value: string): { words: string; speed?: Action['speed'] } {
  const tokens = tokensOf(value);
  for (let at = 0; at < tokens.length; at += 1) {
    const match = ACTION_SPEEDS.matchAt(tokens, at);
    const [first, last] = [tokens[at], tokens[at + (match?.length ?? 1) - 1]];
    if (match === undefined || first === undefined || last === undefined) continue;
    const words = `${value.slice(0, first.start)} ${value.slice(last.end)}`.replace(/\s+/g, ' ').trim();
    return { words, speed: match.value };
  }
  return { words: value };
}

/** What words say that somebody does, in the form of the parameters; undefined where they name no deed. */
export function deedIn(draft: Draft, value: string): { action: string; speed?: Action['speed'] } | undefined {
  const { words, ...pace } = parted(
    value
      .trim()
      .replace(
        /^(?:to |be |is |are |also |now |start(?:s|ing)? (?:to )?|begin(?:s|ning)? (?:to )?|keep(?:s)? )+/i,
        '',
      ),
  );
  const bare = words
    .replace(/^asleep\b/i, 'sleeping')
    .replace(/^awake\b/i, 'waking')
    .replace(GOES, 'going');
  const compound = compoundDeed(draft.language, bare);
  if (compound !== undefined) return { action: compound, ...pace };
  const [verb = '', ...rest] = bare.split(' ');
  const known =
    (NOUN_TOO.test(bare) ? undefined : draft.language.gerund(verb)) ??
    ((/^\p{L}{3,}ing$/u.test(verb) && !NO_VERBS.test(verb)) || GOES.test(bare)
      ? verb.toLowerCase()
      : undefined);
  return known === undefined ? undefined : { action: [known, ...rest].join(' '), ...pace };
}

/** As {@link deedIn}, where a verb is to be expected: then also one that is not in our lexicon. */
export function deedSaid(draft: Draft, value: string): ReturnType<typeof deedIn> {
  return deedIn(draft, value) ?? deedIn(draft, withGerund(draft.language, value));
}

const BESIDE =
  /,? (?:while|as) (?:he|she|it|they|the \p{L}+)(?: (?:is|are))? \p{L}+(?:ing|s)?$|,? (?:at the same time|meanwhile|as well|too)$/iu;

export function setDeed(draft: Draft, subject: Subject, value: string): boolean {
  const isBeside = BESIDE.test(value) || /^also\b/i.test(value) || isHeldBeside(draft, subject, value);
  const deed = deedSaid(draft, value.replace(BESIDE, ''));
  if (deed === undefined) return false;
  const { actions } = draft.parameters;
  const own = actions.filter(({ agent }) => agent === subject.name);
  const verb = deed.action.split(' ')[0] ?? '';
  const old = own.find(({ action }) => action.startsWith(verb)) ?? (isBeside ? undefined : own[0]);
  const isBare = !deed.action.includes(' ');
  if (old !== undefined && isBare && old.action.startsWith(verb))
    return deed.speed !== undefined && setSpeed(draft, old, deed.speed);
  return putDeed(draft, subject, { old, deed: { ...deed, action: sameWay(old, deed.action) } });
}

/** What is carried is carried whatever else is done. */
function isHeldBeside(draft: Draft, { name }: Subject, value: string): boolean {
  const own = draft.parameters.actions.filter(({ agent }) => agent === name);
  const isHolding = (action: string) =>
    /^(?:holding|carrying|clutching|hugging|wearing) (?:an?|the|his|her|its|their|two|some) /.test(action);
  return isHolding(deedIn(draft, value)?.action ?? '') && !own.some(({ action }) => isHolding(action));
}

/** A known deed for another, in the same way where both are ways of going. */
export function putInstead(draft: Draft, subject: Subject, old: Action, deed: NewDeed['deed']): boolean {
  return putDeed(draft, subject, { old, deed: { ...deed, action: sameWay(old, deed.action, true) } });
}

/** Who runs instead of walking, runs the same way. */
function sameWay(old: Action | undefined, action: string, isInstead = false): string {
  const [was = '', ...way] = old?.action.split(' ') ?? [];
  const isPlaced = isInstead && PLACED.test(way[0] ?? '') && !action.includes(' ');
  if (isPlaced) return [action, ...way].join(' ');
  return GOING.has(was) && GOING.has(action) ? [action, ...way].join(' ') : action;
}

const PLACED = /^(?:in|on|at|over|across|along|through|into|onto|around|past|near|under)$/;

interface NewDeed {
  old: Action | undefined;
  deed: {
    action: string;
    speed?: Action['speed'];
    /** Done to another thing, which is there as much as the old one was. */
    isAlike?: boolean;
  };
}

function putDeed(draft: Draft, subject: Subject, { old, deed }: NewDeed): boolean {
  const { actions } = draft.parameters;
  const { action } = deed;
  const fresh: Action = {
    ...(old ?? { agent: subject.name }),
    action,
    ...(deed.speed === undefined ? {} : { speed: deed.speed }),
  };
  const next =
    old === undefined ? [...actions, fresh].slice(0, 32) : actions.map((one) => (one === old ? fresh : one));
  if (!draft.store('actions', next)) return false;
  if (deed.isAlike !== true) followDeed(draft, old, action);
  sayDeed(draft, subject, {
    old,
    action,
    isShared: actions.some((one) => one !== old && one.action === old?.action),
  });
  return true;
}

/** What is done with a thing brings the thing along, and what goes through another place is there. */
function followDeed(draft: Draft, old: Action | undefined, action: string): void {
  const { setting } = extract(`somebody is ${action}`, draft.language).parameters;
  const { location } = draft.parameters.setting;
  const isSameVerb = old?.action.split(' ')[0] === action.split(' ')[0];
  const place = setting.location;
  if (isSameVerb && old !== undefined) exchangeThings(draft, old.action, action);
  bringThings(draft, action, { isSeated: !isSameVerb });
  if (place === undefined || !action.includes(place)) return;
  // Where no other place is named, it is where the deed is done.
  const isMoved =
    location === undefined ||
    (isSameVerb && old?.action.includes(location) === true && !location.includes(place));
  if (isMoved) draft.store('setting.location', place);
}

/** The speed that words say, by themselves or of a deed: `at full speed`, `very slowly`. */
export function speedSaid(value: string): Action['speed'] {
  return parted(value).speed;
}

/** `the chase happens at full speed`: of a deed that is there already; false where none is named. */
export function paceNamed(draft: Draft, words: string): boolean {
  const speed = /\bslow motion\b/i.test(words) ? 'slow' : speedSaid(words);
  const verbs = (words.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap(
    (word) => draft.language.gerund(word) ?? [],
  );
  const old = draft.parameters.actions.find(({ action }) => verbs.includes(action.split(' ')[0] ?? ''));
  return speed !== undefined && old !== undefined && setSpeed(draft, old, speed);
}

/** Takes a deed away, with its words; false where nobody does it. */
export function removeDeed(draft: Draft, words: string): boolean {
  const said = (words.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap(
    (word) => draft.language.gerund(word) ?? [],
  );
  const { actions } = draft.parameters;
  const old = actions.find(({ action }) => said.includes(action.split(' ')[0] ?? ''));
  return old !== undefined && removeOneDeed(draft, old);
}

export function removeOneDeed(draft: Draft, old: Action): boolean {
  const span = spanOfDeed(draft, old.action);
  const isStored = draft.store(
    'actions',
    draft.parameters.actions.filter((one) => one !== old),
  );
  if (!isStored || span === undefined) return isStored;
  const after = /^,?\s+(?:and\s+)?/.exec(draft.text.slice(span.end));
  const isListed = after !== null && /and\s+$/.test(after[0]);
  draft.replaceSpan(span.start, isListed ? span.end + after[0].length : span.end, '');
  return true;
}

/** In the place of the old deed where it is said of nobody else, else at the end. */
function sayDeed(
  draft: Draft,
  subject: Subject,
  deed: { old: Action | undefined; action: string; isShared: boolean },
): void {
  const { old, action, isShared } = deed;
  const span = old === undefined || isShared ? undefined : spanOfDeed(draft, old.action);
  if (span === undefined) {
    const isMany = subject.count === undefined || subject.count > 1;
    const name = isMany ? draft.language.plural(subject.name) : subject.name;
    draft.append(`${/^\p{Lu}/u.test(name) ? '' : 'the '}${name} ${isMany ? 'are' : 'is'} ${action}`);
    return;
  }
  const [said = ''] = draft.text.slice(span.start).split(/[^\p{L}]/u);
  draft.replaceSpan(span.start, span.end, inFormOf(draft, said, action));
}

/** `runs` where `walks` stood, `running` where `walking` stood. */
function inFormOf(draft: Draft, said: string, action: string): string {
  const form = draft.language.verbForm(said)?.form ?? (/[^s]s$/.test(said) ? 'third' : 'ing');
  const [verb = '', ...rest] = action.split(' ');
  const base = draft.language.verbForm(verb)?.base ?? baseOf(draft.language, verb);
  if (base === undefined || form === 'ing' || form === 'past') return action;
  return [form === 'third' ? thirdOf(base) : base, ...rest].join(' ');
}

/** From the verb to the last word of its object, in whatever form the text has them. */
function spanOfDeed(draft: Draft, action: string): { start: number; end: number } | undefined {
  const words = action.split(' ');
  const verb = draft.language.verbForm(words[0] ?? '')?.base;
  const found = draft.findings('actions').find(({ value }) => value.split(' ')[0] === words[0]);
  const tokens = tokensOf(draft.text);
  const at = tokens.findIndex(
    ({ lower, start }) =>
      (lower === words[0] ||
        (verb !== undefined && draft.language.verbForm(lower)?.base === verb) ||
        isThirdOf(lower, words[0])) &&
      start >= (found?.start ?? 0),
  );
  const first = tokens[at];
  if (first === undefined) return undefined;
  const lastWord = words.at(-1)?.toLowerCase();
  const last =
    words.length === 1
      ? first
      : tokens.slice(at, at + words.length + 5).findLast(({ lower }) => lower === lastWord);
  return { start: first.start, end: (last ?? first).end };
}

/** `slows` of `slowing`, by the rules of spelling: for verbs that are in no lexicon of ours. */
function isThirdOf(word: string, gerund: string | undefined): boolean {
  return (
    /[^s]s$/.test(word) && [word.slice(0, -1), word.slice(0, -2)].some((base) => gerundOf(base) === gerund)
  );
}

function setSpeed(draft: Draft, old: Action, speed: NonNullable<Action['speed']>): boolean {
  const fresh = { ...old, speed };
  if (
    !draft.store(
      'actions',
      draft.parameters.actions.map((one) => (one === old ? fresh : one)),
    )
  )
    return false;
  const span = spanOfDeed(draft, old.action);
  const adverb = speedAdverb(speed).trim();
  if (span === undefined) draft.append(adverb);
  else {
    const near = draft.text.slice(span.start, span.end + 20);
    const tokens = tokensOf(near);
    for (let at = 0; at < tokens.length; at += 1) {
      const match = ACTION_SPEEDS.matchAt(tokens, at);
      const [first, last] = [tokens[at], tokens[at + (match?.length ?? 1) - 1]];
      if (match === undefined || first === undefined || last === undefined) continue;
      draft.replaceSpan(span.start + first.start, span.start + last.end, adverb);
      return true;
    }
    draft.replaceSpan(span.end, span.end, ` ${adverb}`);
  }
  return true;
}

/** `speed up the chopping`, `slow down the dog`; false where nobody is meant. */
export function paceDeed(
  draft: Draft,
  subject: Subject | undefined,
  words: string,
  isFaster: boolean,
): boolean {
  const verbs = (words.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap(
    (word) => draft.language.gerund(word) ?? [],
  );
  const { actions } = draft.parameters;
  const old =
    actions.find(({ action }) => verbs.includes(action.split(' ')[0] ?? '')) ??
    actions.find(({ agent }) => subject !== undefined && agent === subject.name);
  return old !== undefined && setSpeed(draft, old, isFaster ? 'fast' : 'slow');
}

/** Neither slow nor fast any more: whatever deed has a speed, else the camera. */
export function paceUsual(draft: Draft): boolean {
  const { actions, camera } = draft.parameters;
  const paced = actions.filter(({ speed }) => speed !== undefined && speed !== 'moderate');
  for (const { agent, action } of paced) {
    const old = draft.parameters.actions.find((one) => one.agent === agent && one.action === action);
    if (old !== undefined) setSpeed(draft, old, 'moderate');
  }
  if (paced.length === 0 && camera.movement_speed !== undefined)
    draft.set('camera.movement_speed', 'moderate');
  return true;
}

/** The object of a deed for another: `tea instead of coffee`. */
export function replaceInDeeds(draft: Draft, old: string, fresh: string): boolean {
  const pattern = new WordPattern(`(?<![\\p{L}-])${escaped(old)}(?![\\p{L}-])`, 'iu');
  const { actions } = draft.parameters;
  if (old.length < 3 || !actions.some(({ action }) => pattern.test(action))) return false;
  // No thing is done in the place of a deed.
  const isVerb = actions.some(({ action }) => action.toLowerCase().split(' ')[0] === old.split(' ')[0]);
  if (isVerb && !/^\p{L}+ing\b/u.test(fresh)) return false;
  const isChanged = draft.store(
    'actions',
    actions.map((one) => ({ ...one, action: one.action.replace(pattern, () => fresh) })),
  );
  const { props } = draft.parameters.setting;
  if (isChanged)
    draft.store(
      'setting.props',
      props.map((prop) => prop.replace(pattern, () => fresh)),
    );
  if (isChanged) draft.setText(draft.text.replace(pattern, () => fresh));
  return isChanged;
}
