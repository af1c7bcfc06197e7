import { type FieldPath, fieldValue, type Parameters, type Subject } from '../../../sessions/index.js';
import {
  ADJECTIVES,
  BASIC_COLOURS,
  COLOURS,
  EXPRESSIONS,
  MATERIALS,
  NUANCES,
  SHADES,
} from '../lexicon/looks.js';
import { BODY_PARTS } from '../lexicon/things.js';
import { wordSet } from '../lexicon/words.js';
import { extract } from '../reading/extract.js';
import { withoutArticle } from '../reading/scene-words.js';
import { isDescriptive, NUMBERS } from '../reading/units.js';
import { SCALAR_FIELDS } from './concepts.js';
import { addedBy, type NounPhrase, nounPhraseOf } from './noun-phrase.js';
import type { Draft } from './draft.js';
import { lookUp } from '../../look-up.js';

/** What words say of a scene, read as a prompt is. */
export function stated(draft: Draft, phrase: string): Parameters {
  const { parameters } = extract(phrase, draft.language);
  const side =
    /\b(?:\p{L}*light(?:ing|s)?|lit|lamps?|sun)\b.*\b(from (?:the )?(?:left|right|side|behind|below|above|front))\b/iu.exec(
      phrase,
    )?.[1];
  const { direction } = parameters.lighting;
  if (side !== undefined && (direction === undefined || direction.endsWith(side.toLowerCase())))
    parameters.lighting.direction = side.toLowerCase();
  return parameters;
}

export function hasScalar(said: Parameters): boolean {
  return SCALAR_FIELDS.some((path) => fieldValue(said, path) !== undefined);
}

/** A number at the beginning: `only two`, `12`. */
export function numberIn(phrase: string): number | undefined {
  const word =
    /^(?:(?:only|just|exactly|about|around|like|to) )*(?:an? (?=single|lone)|the (?=single|lone))?([a-z]+|\d+)\b/i
      .exec(phrase.trim())?.[1]
      ?.toLowerCase() ?? '';
  const number = lookUp(NUMBERS, word) ?? (/^(?:single|lone)$/.test(word) ? 1 : undefined);
  if (number !== undefined) return number;
  return /^\d{1,3}$/.test(word) ? Number(word) : undefined;
}

/** How many there are then: `two more`, `another`, `twice as many`, `half as many`, `a third`. */
export function countAfter(phrase: string, count: number | undefined): number | undefined {
  const known = count ?? 1;
  const more = /^(?:an? )?(\w+) (?:more|additional|extra|other) /i.exec(`${phrase} `)?.[1];
  if (more !== undefined) return known + (numberIn(more) ?? 1);
  if (/^(?:another|an (?:additional|extra)|one more|a (?:second|third|fourth|fifth))\b/i.test(phrase)) {
    const which = ['second', 'third', 'fourth', 'fifth'].findIndex((word) =>
      new RegExp(`\\b${word}\\b`, 'i').test(phrase),
    );
    return which < 0 ? known + 1 : Math.max(which + 2, known + 1);
  }
  if (/^(?:twice as many|double(?: the(?: number of)?)?|twice the(?: number of)?)\b/i.test(phrase))
    return known * 2;
  if (/^(?:three times as many|triple(?: the(?: number of)?)?)\b/i.test(phrase)) return known * 3;
  if (/^half (?:as many|the(?: number of)?)\b/i.test(phrase)) return Math.max(1, Math.floor(known / 2));
  if (/^(?:one|a) (?:less|fewer)\b/i.test(phrase)) return Math.max(1, known - 1);
  return /^half (?:an?|the) dozen\b/i.test(phrase) ? 6 : numberIn(phrase);
}

const FACES: Readonly<Record<string, string>> = {
  smile: 'smiling',
  grin: 'grinning',
  frown: 'frowning',
  laugh: 'laughing',
  scowl: 'scowling',
  smirk: 'smirking',
  blush: 'blushing',
  pout: 'pouting',
  beam: 'beaming',
};

/** What a face shows: `smile`, `look worried`, `with a sad look`. */
export function expressionIn(value: string): string | undefined {
  const words = value
    .toLowerCase()
    .replace(
      /^(?:to )?(?:look|looks|looking|seem|seems|appear|appears|feel|feels|be|is|are|being|with an?|have an?|has an?)\s+/,
      '',
    )
    .replace(/\s+(?:look|expression|face|smile)$/, '')
    .replace(/^(?:very|more|really|quite|a bit|slightly)\s+/, '');
  const face = lookUp(FACES, words.replace(/s$/, '')) ?? lookUp(FACES, words);
  if (face !== undefined) return face;
  return EXPRESSIONS.has(words) && !TEARS.test(words) ? words : undefined;
}

/** What somebody does, not only what a face shows. */
const TEARS = /^(?:crying|sobbing|weeping)$/;

export const FACE_WORDS: ReadonlySet<string> = new Set([...Object.keys(FACES), ...EXPRESSIONS]);

const SIZES = wordSet('small little tiny miniature big large huge giant gigantic enormous massive');
const AGES = wordSet('old young elderly middle-aged ancient new modern older younger');
const HEIGHTS = wordSet('tall short');
const WIDTHS = wordSet('fat slim thin thick slender skinny chubby');
const STATES = wordSet('clean dirty muddy dusty shiny rusty polished spotless filthy');
const CROWDS = wordSet('busy crowded bustling packed empty deserted');
const TINTS = new Set([...COLOURS, 'ginger', 'blond', 'blonde', 'brunette', 'auburn', 'tabby', 'calico']);
const KINDS = [CROWDS, TINTS, MATERIALS, SIZES, AGES, HEIGHTS, WIDTHS, STATES];

/** Two looks of one kind cannot both hold: `red` and `blue`, `wooden` and `steel`, `small` and `big`. */
export function isSameKind(one: string, other: string): boolean {
  const last = (text: string) => text.toLowerCase().split(' ').at(-1) ?? '';
  return KINDS.some((words) => words.has(last(one)) && words.has(last(other)));
}

const COMPARED: Readonly<Record<string, string>> = {
  bigger: 'big',
  larger: 'large',
  smaller: 'small',
  taller: 'tall',
  shorter: 'short',
  darker: 'dark',
  lighter: 'light',
  brighter: 'bright',
  longer: 'long',
  wider: 'wide',
  thinner: 'thin',
  dirtier: 'dirty',
  cleaner: 'clean',
  rustier: 'rusty',
  shinier: 'shiny',
  heavier: 'heavy',
  softer: 'soft',
  harder: 'hard',
  thicker: 'thick',
  narrower: 'narrow',
  fluffier: 'fluffy',
  fatter: 'fat',
  slimmer: 'slim',
  busier: 'busy',
  emptier: 'empty',
  rounder: 'round',
  sharper: 'sharp',
  paler: 'pale',
  deeper: 'deep',
  shabbier: 'shabby',
  messier: 'messy',
  muddier: 'muddy',
  wetter: 'wet',
  drier: 'dry',
  calmer: 'calm',
  warmer: 'warm',
  cooler: 'cool',
  colder: 'cold',
};

/** `bigger`, said without anything to compare with, is `big`. */
export function plainWords(value: string): string {
  return value
    .replace(/\b\p{L}+er\b/gu, (word) => lookUp(COMPARED, word.toLowerCase()) ?? word)
    .replace(/^(?:much |a (?:bit|little) |slightly |far |way )?more (?=\p{L}+$)/iu, '')
    .replace(/^(?:much|a (?:bit|little)|far|way) (?=\p{L}+$)/iu, '');
}

export function isLook(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    isDescriptive(lower) ||
    COLOURS.has(lower) ||
    MATERIALS.has(lower) ||
    ADJECTIVES.has(lower) ||
    SHADES.has(lower) ||
    AGES.has(lower) ||
    /^\p{L}+(?:-\p{L}+)+$/u.test(lower) ||
    /^\p{L}{3,}(?:ed|ish)$/u.test(lower)
  );
}

/** The looks that words list, `black and fluffy`, `dark green`; undefined where they are anything else. */
export function looksIn(value: string): string[] | undefined {
  const bare = plainWords(
    value.trim().replace(/^(?:(?:made )?(?:out )?of|be|is|are|all|completely|entirely|into)\s+/i, ''),
  ).replace(/ (?:in colou?r|colou?red)$/i, '');
  if (bare === '' || /^(?:an?|the)\s/i.test(bare)) return undefined;
  const parts = bare.toLowerCase().split(/\s*,\s*(?:and\s+)?|\s+and\s+/);
  const looks: string[] = [];
  for (const part of parts) {
    const words = part.split(/\s+/);
    if (isNuanced(words)) {
      looks.push(part);
      continue;
    }
    if (!words.every(isLook)) return undefined;
    looks.push(...(isOneLook(words) ? [part] : words));
  }
  return looks;
}

/** `dark green`, `slightly bent`. */
function isOneLook(words: readonly string[]): boolean {
  const [shade = ''] = words;
  const isShade = SHADES.has(shade) || ['matte', 'very', 'slightly'].includes(shade);
  return (words.length === 2 && isShade) || words.some((word) => word.endsWith('ly'));
}

/** `dusty rose`, `sage green`: one colour. */
export function isNuanced([nuance = '', colour = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && NUANCES.has(nuance.toLowerCase()) && BASIC_COLOURS.has(colour.toLowerCase());
}

/** A thing as words describe it: `a blue truck`. */
export function described(draft: Draft, phrase: string): Subject | undefined {
  const bare = phrase.trim().replace(/[.!?]+$/, '');
  const { parameters } = extract(bare, draft.language);
  const whole = nounPhraseOf(bare, draft.language, isLook);
  const [first] = parameters.subjects;
  if (whole === undefined) return first ?? describedThing(parameters);
  const found = subjectRead(parameters, whole);
  if (found !== undefined)
    return { ...addedClothing(draft, whole), ...found, ...portion(whole), ...ownPart(draft, whole, found) };
  // By itself a word may be anything: a time, a style, a light.
  const isThing = /^(?:an?|some|one|two|three|four|five|six|\d+)\s/i.test(bare) && !hasScalar(parameters);
  if (first === undefined && !isThing) return describedThing(parameters);
  const { clothing } = addedBy(whole.rest, draft.language);
  return {
    name: whole.name,
    ...(whole.count === undefined ? {} : { count: whole.count }),
    attributes: whole.looks,
    ...(clothing === undefined ? {} : { clothing }),
  };
}

/** `with three eyes`: whole, as it is said. */
function ownPart(draft: Draft, { rest }: NounPhrase, { attributes }: Subject): Partial<Subject> {
  const { own } = addedBy(rest, draft.language);
  const words = own?.split(' ') ?? [];
  if (own === undefined || !BODY_PARTS.has(words.at(-1) ?? '') || attributes.includes(own)) return {};
  return { attributes: [...attributes.filter((one) => !words.includes(one)), own] };
}

const PORTIONS = wordSet(
  'slice wedge juice peel zest leaf petal tree blossom seed pit cake pie tart jam sauce smoothie soda twist grove sorbet',
);

/** `lime slices` are slices of lime, whatever colour lime is. */
function portion({ head, looks, name }: NounPhrase): Partial<Subject> {
  const fruit = looks.at(-1);
  if (fruit === undefined || !PORTIONS.has(head) || !FRUITS.has(fruit)) return {};
  return { name: `${fruit} ${name}`, attributes: looks.slice(0, -1) };
}
const FRUITS = wordSet(
  'lime lemon orange peach apricot plum olive mint rose cherry chocolate coffee lavender lilac',
);

function addedClothing(draft: Draft, { rest }: NounPhrase): Pick<Subject, 'clothing'> {
  const { clothing } = addedBy(rest, draft.language);
  return clothing === undefined ? {} : { clothing };
}

/** Named with what is in them. */
export const CONTAINERS = wordSet(
  'bottle can cup glass bowl jar mug pot plate box bag carton tin pitcher jug basket bucket',
);

/** The subject that was read, where it is the whole thing that the words name. */
function subjectRead({ subjects }: Parameters, { head, name, rest }: NounPhrase): Subject | undefined {
  const [first] = subjects;
  // `a herd of elk` are elk.
  if (rest.startsWith('of '))
    return first !== undefined && CONTAINERS.has(lastWord(first.name))
      ? { ...first, name: `${first.name} ${rest}` }
      : first;
  const found = subjects.find((one) => lastWord(one.name) === head);
  const words = name.toLowerCase().split(' ');
  // `ice cream truck` is one thing, though two of its words are others.
  const isApart = subjects.some((one) => one !== found && words.includes(lastWord(one.name)));
  return isApart ? undefined : found;
}

function lastWord(name: string): string {
  return name.toLowerCase().split(' ').at(-1) ?? '';
}

function describedThing({ setting }: Parameters): Subject | undefined {
  const thing = setting.props[0] ?? setting.location;
  if (thing === undefined) return undefined;
  const list = withoutArticle(thing).split(' ');
  return { name: list.at(-1) ?? thing, count: 1, attributes: list.slice(0, -1) };
}

/** Whether the value of a field is of this kind of list, that a request adds to. */
export const ADDITIVE: ReadonlySet<FieldPath> = new Set<FieldPath>([
  'weather',
  'mood',
  'palette',
  'audio.effects',
  'negative',
  'timing.transitions',
  'on_screen_text',
]);
