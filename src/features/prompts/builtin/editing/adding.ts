import type { Parameters } from '../../../sessions/index.js';
import { isBeing, VEHICLES } from '../lexicon/beings.js';
import { BODY_PARTS, CLOTHES } from '../lexicon/things.js';
import { withoutArticle } from '../reading/scene-words.js';
import { article } from '../text/say.js';
import { bringThings } from './deed-things.js';
import type { Draft } from './draft.js';
import { addProps } from './props.js';
import { setRelation } from './relating.js';
import { headOf } from './restating.js';
import { quoteIn } from './speech.js';
import { setStated } from './stating.js';
import { countSubject, describeSubject, dressSubject, faceSubject } from './subjects.js';
import { subjectNamed, wordsOf } from './targets.js';
import { CONTAINERS, countAfter, expressionIn, hasScalar, stated } from './values.js';

const BEHIND =
  /^(.+?) (?:in|at|to|into|on) the (?:far |very )?(?:back(?:ground|drop)?|distance|rear|horizon)$/i;
const SOUND = /^(?:(?:the |some |a )?(?:sounds?|noises?) of (.+)|(.+) (?:sounds?|sound effects?|noises?))$/i;
/** `the cry of gulls`, `a distant rumble of thunder`. */
const SOUND_OF =
  /^(?:(?:the|an?|some) )?((?:(?!sound|noise)\p{L}+ )?(?:cry|cries|calls?|howl(?:ing)?|roar(?:ing)?|rumbl(?:e|ing)|patter(?:ing)?|crackl(?:e|ing)|sizzl(?:e|ing)|hum(?:ming)?|buzz(?:ing)?|chirp(?:s|ing)?|tick(?:ing)?|toll(?:ing)?|clang(?:ing)?|clatter(?:ing)?|clink(?:ing)?|rustl(?:e|ing)|whistl(?:e|ing)|hiss(?:ing)?|creak(?:s|ing)?|drip(?:ping)?|thud|beep(?:s|ing)?|murmur|chatter|rattl(?:e|ing)|screech(?:ing)?|squeak(?:s|ing)?|bark(?:ing)?|honk(?:ing)?|hoot(?:ing)?|crash(?:ing)?|whoosh|gurgl(?:e|ing)|lapping|croak(?:ing)?) of (?!colou?r|light|paint|activity|people\b).+)$/iu;
const LIGHTS = /\b(?:lanterns?|candles|torches|lamps|lamp|torch|candle)$/i;

/** `another dog`, `two more cats` where such are there; false where it is something new. */
function addMore(draft: Draft, fresh: string): boolean {
  const known = subjectNamed(draft, fresh);
  if (known === undefined) return false;
  const bare = fresh.replace(
    /^(?:another|an? (?:additional|extra|second|third|fourth|fifth)|\w+ (?:more|additional|extra|other)|an?|one)\s+/i,
    '',
  );
  if (bare === fresh && !/^(?:two|three|four|five|six)\s/i.test(fresh)) return false;
  const [head = ''] = wordsOf(bare).slice(-1);
  const name = known.name.toLowerCase().split(' ').at(-1);
  if (draft.language.singular(head) !== name) return false;
  const isCounted =
    /^(?:another|an? (?:additional|extra|second|third|fourth|fifth)|\w+ (?:more|additional|extra|other))\s/i.test(
      fresh,
    );
  const looks = wordsOf(bare)
    .slice(0, -1)
    .filter((word) => !known.name.toLowerCase().split(' ').includes(word));
  if (looks.some((look) => !known.attributes.some((it) => it.includes(look)))) return false;
  const count = isCounted ? countAfter(fresh, known.count) : (known.count ?? 1) + (countAfter(fresh, 0) ?? 1);
  return count !== undefined && countSubject(draft, known, count);
}

/** Whether words name a sound by what makes it. */
export function isSoundOf(fresh: string): boolean {
  return SOUND_OF.test(fresh);
}

export function add(draft: Draft, words: string): void {
  const fresh = words.replace(/ (?:all )?around$/i, '');
  // Of which kind, nobody knows.
  if (/^(?:some |the )?(?:music|sound)$/i.test(fresh)) {
    draft.set(
      'negative',
      draft.parameters.negative.filter((item) => item !== 'music' && item !== 'sound'),
    );
    return;
  }
  const heard = heardIn(draft, fresh);
  if (heard !== undefined) {
    for (const part of heard) add(draft, part);
    return;
  }
  const [, one, other] = TWO.exec(fresh) ?? [];
  if (one !== undefined && other !== undefined && !/\p{L}ing\b/iu.test(one.split(' ').slice(2).join(' '))) {
    add(draft, one);
    add(draft, other);
    return;
  }
  if (SPECIAL.some((addSpecial) => addSpecial(draft, fresh))) return;
  const said = stated(draft, fresh);
  const isSaid = setStated(draft, said, { isAdded: true });
  const isSubject = addSubjects(draft, said, fresh);
  if (!isSubject && said.subjects.length === 0) addThings(draft, said, fresh, isSaid);
}

/** `a rolling pin and a wooden bowl next to him`. */
const TWO =
  /^((?:an?|some|two|three|four|its|his|her|their) (?:[\p{L}-]+ ){0,3}[\p{L}-]+?),? and ((?:an?|some|two|three|four|another) [\p{L} -]+)$/iu;

/** In this order; the first that takes the words has them. */
const SPECIAL: readonly ((draft: Draft, fresh: string) => boolean)[] = [
  addMore,
  addRelation,
  addBy,
  addBehind,
  putOn,
  addText,
  addHeard,
  addLamp,
  addOwn,
];

/** `the robot to the left of the android`: how two that are there stand. */
function addRelation(draft: Draft, fresh: string): boolean {
  const [, what = '', where = '', whom = ''] = BETWEEN.exec(fresh) ?? [];
  return what !== '' && setRelation(draft, what, `${where} ${whom}`);
}

const BETWEEN =
  /^(the .+?|him|her|it) (behind|in front of|next to|beside|(?:to|on) the (?:left|right)(?: side)? of|on top of|above|below|under|near) (the .+|him|her|it|them)$/i;

/** `a detective behind the suspect`: somebody new, and where. */
function addBy(draft: Draft, fresh: string): boolean {
  const [, what = '', where = '', whom = ''] = BY.exec(fresh) ?? [];
  if (what === '' || endsInDeed(what) || subjectNamed(draft, whom) === undefined || isThere(draft, what))
    return false;
  // `a dog runs across the street in front of him` tells where it runs.
  if (stated(draft, what).actions.length > 0) return false;
  const before = draft.parameters.subjects.length;
  add(draft, what);
  const fresher = draft.parameters.subjects.length > before ? draft.parameters.subjects.at(-1) : undefined;
  if (fresher !== undefined) setRelation(draft, fresher.name, `${where} ${whom}`);
  return true;
}

/** `a man waving`; a duckling does nothing by that. */
function endsInDeed(what: string): boolean {
  return /ing$/i.test(what) && !isBeing(wordsOf(what).at(-1) ?? '');
}

/** `a queen puppet` is no `king puppet`. */
function isThere(draft: Draft, what: string): boolean {
  const words = wordsOf(withoutArticle(what));
  const known = subjectNamed(draft, what);
  return known !== undefined && wordsOf(known.name).every((word) => words.includes(word));
}

const BY =
  /^((?:an?|one|two|three|some) .+?) (behind|in front of|next to|beside|to the left of|to the right of|on top of) (the .+|him|her|it|them)$/i;

const MUSIC = /\b(?:music|soundtrack|song|score|beats?)$/i;
const SOUNDS = /\b(?:sounds?|noises?|sound effects?|ambience)\b/i;

/** `waves crashing and some lofi music`: what is named beside music is to be heard, too; undefined where none is. */
function heardIn(draft: Draft, fresh: string): string[] | undefined {
  const parts = fresh.split(/\s*,\s*(?:and\s+)?|\s+and\s+(?=\p{L}+ )/u);
  if (parts.length < 2 || !parts.some((part) => MUSIC.test(part))) return undefined;
  return parts.map((part) =>
    MUSIC.test(part) || SOUNDS.test(part) || isSeen(draft, part) ? part : `the sound of ${part}`,
  );
}

/** `fog`, `a low angle`, `a cat`: to be seen, whatever is to be heard with it. */
function isSeen(draft: Draft, part: string): boolean {
  const said = stated(draft, part);
  const isThundering = /\bthunder/i.test(part);
  const [first] = said.subjects;
  const isAlive =
    first !== undefined &&
    said.actions.length === 0 &&
    /^(?:an?|two|three|some) /i.test(part) &&
    isBeing(headOf(first) ?? '');
  return (!isThundering && said.audio.effects.length === 0 && hasScalar(said)) || isAlive;
}

function addHeard(draft: Draft, fresh: string): boolean {
  const own = SOUND_OF.exec(fresh)?.[1];
  if (own !== undefined) {
    addSound(draft, own);
    return true;
  }
  const sound = SOUND.exec(fresh);
  if (sound === null || /\b(?:silence|no)\b/i.test(fresh)) return false;
  addSound(draft, (sound[1] ?? sound[2] ?? '').trim());
  return true;
}

function addLamp(draft: Draft, fresh: string): boolean {
  // `a mouse holding a lantern` is somebody, not a lamp.
  if (!LIGHTS.test(fresh) || /\p{L}ing (?:an?|the|some|his|her|its|two) /iu.test(fresh)) return false;
  addProps(draft, [withoutArticle(fresh).toLowerCase()], fresh);
  return true;
}

/** `with a long beard`, where one alone can be meant. */
function addOwn(draft: Draft, fresh: string): boolean {
  const [only, ...others] = draft.parameters.subjects;
  const head = wordsOf(fresh).at(-1) ?? '';
  const face = only === undefined || others.length > 0 ? undefined : expressionIn(`with ${fresh}`);
  if (face !== undefined && only !== undefined) return faceSubject(draft, only, face);
  if (/^(?:look|expression|gaze|stare)$/.test(head)) return false;
  const isOwn =
    (BODY_PARTS.has(head) || BODY_PARTS.has(draft.language.singular(head))) && !/\p{L}ing\b.+ /iu.test(fresh);
  return (
    isOwn &&
    only !== undefined &&
    others.length === 0 &&
    describeSubject(draft, only, [withoutArticle(fresh)])
  );
}

/** `a caption saying "LIVE"`. */
function addText(draft: Draft, fresh: string): boolean {
  const text = quoteIn(fresh);
  if (text === undefined || !/\b(?:caption|title|subtitle|text|words?|overlay|lettering)\b/i.test(fresh))
    return false;
  const { on_screen_text: texts, protected: kept } = draft.parameters;
  if (texts.includes(text) || !draft.store('on_screen_text', [...texts, text].slice(0, 32))) return true;
  draft.store('protected', [...new Set([...kept, text])].slice(0, 32));
  draft.append(fresh);
  return true;
}

/** `a tree in the back`. */
function addBehind(draft: Draft, fresh: string): boolean {
  const behind = BEHIND.exec(fresh)?.[1];
  // What is heard in the distance is not seen there.
  if (behind === undefined || SOUND.test(behind)) return false;
  const thing = withoutArticle(behind);
  if (draft.store('setting.background', thing))
    draft.append(
      `${/^(?:an?|the)\s/i.test(behind) || behind.endsWith('s') ? behind : `${article(behind)} ${behind}`} in the background`,
    );
  return true;
}

/** `a hat on the man`. */
function putOn(draft: Draft, fresh: string): boolean {
  const [, thing = '', whom = ''] = /^(.+?) on (.+)$/i.exec(fresh) ?? [];
  const head = wordsOf(thing).at(-1) ?? '';
  const subject =
    CLOTHES.has(head) || CLOTHES.has(draft.language.singular(head)) ? subjectNamed(draft, whom) : undefined;
  return subject !== undefined && dressSubject(draft, subject, thing);
}

function addSound(draft: Draft, sound: string): void {
  const bare = withoutArticle(sound)
    .toLowerCase()
    .replace(/ (?:sounds?|noises?|sound effects?|sfx)$/, '');
  const known = draft.parameters.audio.effects;
  if (bare === '' || known.includes(bare)) return;
  if (draft.store('audio.effects', [...known, bare].slice(0, 32))) draft.append(`sound of ${bare}`);
}

function addThings(draft: Draft, said: Parameters, fresh: string, isSaid: boolean): void {
  const named = fresh.replace(BY_THE, '');
  const props = said.setting.props
    .filter((prop) => named.toLowerCase().includes(prop.toLowerCase()))
    .map((prop) => withContents(prop, named));
  if (props.length > 0) {
    addProps(draft, props, fresh);
    return;
  }
  const bare = withoutArticle(named).toLowerCase();
  const isThing =
    !isSaid &&
    bare !== '' &&
    !/^(?:music|sounds?|text|light|people)$/.test(bare) &&
    bare.split(' ').length <= 4 &&
    /^(?:an?|some|two|three|four|five|six|several)\s/i.test(fresh);
  if (isThing) addProps(draft, [bare], fresh);
}

const BY_THE =
  /\s+(?:on|in|next to|beside|behind|near|under|by|to|at|over|around|above) (?:the|his|her|its|their|them|it)\b.*$/i;

/** `cup of green tea`, where only the cup was read. */
function withContents(prop: string, phrase: string): string {
  const whole = withoutArticle(phrase.replace(BY_THE, '')).toLowerCase();
  const isHeld =
    CONTAINERS.has(prop.split(' ').at(-1) ?? '') && whole.startsWith(`${prop.toLowerCase()} of `);
  return isHeld ? whole : prop;
}

/** `basil leaves`: nobody leaves. */
function isCompound(draft: Draft, said: Parameters, phrase: string): boolean {
  const words = wordsOf(withoutArticle(phrase));
  const last = words.at(-1) ?? '';
  const [action, ...others] = said.actions;
  const agent = said.subjects.find(({ name }) => name === action?.agent);
  if (action === undefined || agent === undefined || others.length > 0 || words.length > 3) return false;
  return action.action === draft.language.gerund(last) && !last.endsWith('ing') && !isBeing(agent.name);
}

/** A thing does nothing by that. */
const LIES = /^(?:lying|standing|hanging|leaning|sitting|resting|parked|propped|placed|floating)\b/;

/** New beings and vehicles, and what they are said to do. */
function addSubjects(draft: Draft, said: Parameters, phrase: string): boolean {
  if (isCompound(draft, said, phrase)) return addProps(draft, [withoutArticle(phrase).toLowerCase()], phrase);
  const known = draft.parameters.subjects;
  const lead = said.subjects.findIndex(({ name }) =>
    phrase.toLowerCase().includes(name.toLowerCase().split(' ')[0] ?? name),
  );
  const added = said.subjects.filter(({ name }, index) => {
    const last = name.toLowerCase().split(' ').at(-1) ?? name;
    const isAlive = isBeing(last) || VEHICLES.has(last) || /^\p{Lu}/u.test(name);
    return (
      (index === lead || isAlive || known.some((one) => headOf(one) === last)) &&
      !known.some((one) => one.name === name)
    );
  });
  const beings = added.filter(({ name }) => {
    const last = name.toLowerCase().split(' ').at(-1) ?? name;
    return (
      isBeing(last) ||
      VEHICLES.has(last) ||
      known.some((one) => headOf(one) === last) ||
      said.actions.some(({ agent, action }) => agent === name && !LIES.test(action)) ||
      /^\p{Lu}/u.test(name)
    );
  });
  const things = added.filter((one) => !beings.includes(one));
  if (beings.length === 0 && things.length > 0)
    return addProps(
      draft,
      things.map(({ name, attributes }) => withContents([...attributes, name].join(' '), phrase)),
      phrase,
    );
  if (beings.length === 0 || !draft.store('subjects', [...known, ...beings].slice(0, 32))) return false;
  const actions = said.actions.filter(({ agent }) => beings.some(({ name }) => name === agent));
  if (actions.length > 0) draft.store('actions', [...draft.parameters.actions, ...actions].slice(0, 32));
  for (const { action } of actions) bringThings(draft, action, { isSeated: false, said: phrase });
  const isLed =
    /^(?:an?|the|its|his|her|their|some|one|two|three|four|five|six|several|many|\d+)\s/i.test(phrase) ||
    phrase.endsWith('s');
  draft.append(isLed ? phrase : `${article(phrase)} ${phrase}`);
  return true;
}
