import type { FieldPath } from '../../../sessions/index.js';
import { LIGHT_SOURCES } from '../lexicon/things.js';
import { MOVEMENT_PHRASES, NEEDS_CAMERA } from '../lexicon/movement-terms.js';
import { DEPTHS, OWN_WORDS } from '../lexicon/style-terms.js';
import { type Meaning, TERMS } from '../lexicon/terms.js';
import { PhraseTable } from '../text/phrase-table.js';
import { addTo, joined, type Reading } from './reading.js';
import { SPEED_WORDS } from './speed.js';

/** What of a phrase of light is kept: `soft lighting` is `soft`. */
const LIGHT_NOUN =
  /\s*(?:\b(?:lighting|light|lights|glow|illumination|shadows|sunlight)|(?<=^(?:back|side))(?:light(?:ing)?))$/i;

function ownWords(): [string, Meaning][] {
  return (Object.entries(OWN_WORDS) as [FieldPath, string][]).flatMap(([path, words]) =>
    words
      .split(',')
      .map((phrase) => phrase.trim())
      .filter((phrase) => path !== 'camera.depth_of_field' && phrase !== '')
      .map((phrase): [string, Meaning] => [phrase, { path, value: '' }]),
  );
}

const TABLE = new PhraseTable<Meaning>([
  ...TERMS,
  ...ownWords(),
  ...[...LIGHT_SOURCES].map((phrase): [string, Meaning] => [phrase, { path: 'lighting.source', value: '' }]),
  ...Object.entries(DEPTHS).flatMap(([value, words]) =>
    words.split(',').map((phrase): [string, Meaning] => [phrase, { path: 'camera.depth_of_field', value }]),
  ),
]);

const MOVEMENTS = new PhraseTable(MOVEMENT_PHRASES);

/** Fields of which a text may say several. */
const JOINED = new Set<FieldPath>([
  'lighting.source',
  'lighting.quality',
  'lighting.direction',
  'lighting.intensity',
  'lighting.color_temperature',
  'style.artistic',
  'style.grade',
  'style.medium',
]);
const LISTS = new Set<FieldPath>(['weather', 'timing.transitions']);
/** Adjectives: they leave the phrase that they stand in, and the phrase goes on. */
const BEFORE_NOUN =
  /^(?:sunny|rainy|snowy|foggy|misty|hazy|stormy|windy|windswept|breezy|cloudy|overcast|cloudless|moonlit|sunlit|candlelit|starlit|smoggy|drizzly|blustery|gusty|dim|backlit|torchlit|firelit|lamplit|nocturnal|(?:rain|wind|snow|fog|mist|sun|neon|candle|torch|lantern|dimly|brightly|poorly|softly|warmly|low|well|back|side|rim)[- ]\S+)$/;

export function readMovements(reading: Reading): void {
  const { tokens, parameters } = reading;
  for (let at = 0; at < tokens.length; at += 1) {
    if (!reading.isFree(at)) continue;
    const match = MOVEMENTS.matchAt(tokens, at, SPEED_WORDS);
    if (match === undefined || !reading.isFree(at, at + match.length)) continue;
    if (!isCameras(reading, at, match)) continue;
    take(reading, { path: 'camera.movement', value: match.value }, at, match.length);
    parameters.camera.movement ??= match.value as never;
    at += match.length - 1;
  }
}

const CAMERA = new Set([
  'camera',
  'shot',
  'view',
  'lens',
  'drone',
  'frame',
  'footage',
  'cinematography',
  'movement',
  'motion',
  'viewpoint',
  'pov',
  'camerawork',
]);
const PEOPLE_BEFORE = /^(?:it|he|she|they|who|that|which)$/;

/** A word that others use, too, is the camera's only beside it, or where it stands alone. */
function isCameras(reading: Reading, at: number, match: { length: number; phrase: string }): boolean {
  if (!NEEDS_CAMERA.has(match.phrase)) return true;
  const camera = cameraBefore(reading, at);
  if (camera !== undefined) return camera >= at - 5 || !hasSubjectBetween(reading, camera, at);
  const behind = at + match.length;
  const [after = '', further = ''] = [0, 1].map((offset) => reading.tokens[behind + offset]?.lower);
  if (CAMERA.has(after) || (CAMERA.has(further) && SPEED_WORDS.has(after))) return true;
  return standsAlone(reading, at, behind) || nounAlone(reading, at, match.phrase);
}

/** Of the same sentence, and not behind somebody who may be the one that moves. */
function cameraBefore({ tokens }: Reading, at: number): number | undefined {
  for (let near = at - 1; near >= Math.max(0, at - 14); near -= 1) {
    const word = tokens[near]?.lower ?? '';
    if (/^[.;!?]$/.test(word)) return undefined;
    if (word === 'camera' || word === 'shot' || (word === 'drone' && near === at - 1)) return near;
    if (PEOPLE_BEFORE.test(word) && near >= at - 2) return undefined;
  }
  return undefined;
}

function hasSubjectBetween(reading: Reading, from: number, to: number): boolean {
  for (let at = from + 1; at < to; at += 1)
    if (/^(?:as|while|a|an|who|where|when)$/.test(reading.tokens[at]?.lower ?? '')) return true;
  return false;
}

/** `slow push in on the cake`: it leads its part of the sentence. */
function nounAlone(reading: Reading, at: number, phrase: string): boolean {
  let from = at;
  while (
    SPEED_WORDS.has(reading.tokens[from - 1]?.lower ?? '') ||
    /^(?:a|an|the|very|with|in)$/.test(reading.tokens[from - 1]?.lower ?? '')
  )
    from -= 1;
  const isLead = from === 0 || /^[.,;:!?]$/.test(reading.tokens[from - 1]?.lower ?? '');
  return isLead && !/ing\b|s\b/.test(phrase.split(' ')[0] ?? '');
}

/** Between commas or ends, words of speed and articles aside. */
export function standsAlone(reading: Reading, from: number, to: number): boolean {
  const { tokens } = reading;
  let [before, after] = [from - 1, to];
  while (
    SPEED_WORDS.has(tokens[before]?.lower ?? '') ||
    /^(?:a|an|very|smooth)$/.test(tokens[before]?.lower ?? '')
  )
    before -= 1;
  while (SPEED_WORDS.has(tokens[after]?.lower ?? '')) after += 1;
  const ends = (token: { lower: string } | undefined) =>
    token === undefined || /^[.,;:!?|/()]$|^(?:and|then|with)$/.test(token.lower);
  return ends(tokens[before]) && ends(tokens[after]);
}

export function readPhrases(reading: Reading): void {
  const { tokens } = reading;
  for (let at = 0; at < tokens.length; at += 1) {
    const match = TABLE.matchAt(tokens, at);
    if (match === undefined || !reading.isFree(at, at + match.length)) continue;
    if (!isMeant(reading, match.value, at, match)) continue;
    take(reading, match.value, at, match.length);
    at += match.length - 1;
  }
}

const NEON_COLOUR = /^(?:green|pink|blue|yellow|orange|red|purple)$/;
const SHOP = /^(?:store|shop)$/;
const AMBIGUOUS_TRANSITIONS = new Set(['cut', 'fade', 'wipe', 'dissolve', 'dissolves']);

/** `cut to`, `fade to`; alone they are what somebody does. */
function isTransition(
  reading: Reading,
  { length, phrase }: { length: number; phrase: string },
  at: number,
): boolean {
  if (!AMBIGUOUS_TRANSITIONS.has(phrase) || standsAlone(reading, at, at + length)) return true;
  return reading.tokens[at + length]?.lower === 'to' && phrase !== 'wipe';
}

/** Words that mean something else beside others. */
function isMeant(
  reading: Reading,
  { path, value }: Meaning,
  at: number,
  match: { length: number; phrase: string },
): boolean {
  const next = reading.tokens[at + match.length];
  const following = next?.lower ?? '';
  const previous = reading.tokens[at - 1]?.lower ?? '';
  const isJoinedOn = next?.isJoined === true;
  switch (path) {
    case 'timing.transitions':
      return isTransition(reading, match, at);
    case 'time_of_day':
      return !isJoinedOn && !/^(?:vision|stand)$/.test(following);
    case 'weather':
      return isWeather(value, match.phrase, following, previous, isJoinedOn);
    case 'lighting.source':
      return !(match.phrase === 'neon' ? NEON_COLOUR : SHOP).test(following);
    case 'lighting.intensity':
      return match.phrase !== 'dim' || !/^(?:sum)$/.test(following);
    case 'camera.lens':
      return match.phrase !== 'macro' || following !== 'shot';
    case 'style.medium':
      return isMedium(match.phrase, following, previous);
    case 'style.artistic':
      return isLook(match.phrase, following, previous);
    case 'style.grade':
      return isGrade(reading, match.phrase, following, at, match.length);
    case 'camera.angle':
      return (
        !/^(?:from (?:above|below)|directly above|straight down|looking down on|over his shoulder|over her shoulder|dutch)$/.test(
          match.phrase,
        ) || isView(reading, at, match)
      );
    default:
      return true;
  }
}

function isWeather(
  value: string,
  phrase: string,
  following: string,
  previous: string,
  isJoinedOn: boolean,
): boolean {
  if (isJoinedOn) return false;
  if (/^(?:rain|snow|wind|fog|storm|mist)$/.test(phrase))
    return !/^(?:forest|coat|boots?|jacket|turbines?|farm|chimes?|leopard|globe|machine|boarding|man|plough|plow|white|barrel|drops?)$/.test(
      following,
    );
  if (value === 'cloudy' && phrase === 'clouds') return previous !== 'the' || following !== 'below';
  return true;
}

function isMedium(phrase: string, following: string, previous: string): boolean {
  if (
    /^(?:photo|photograph|photography|sketch|comic|mural|fresco|collage|mosaic|tapestry|cartoon|illustration|origami|diorama|embroidery|stained glass|engraving|etching|oil painting|screen recording|crayon drawing)$/.test(
      phrase,
    )
  )
    return (
      !/^(?:his|her|their|the|holding|painting|folding|of|hanging)$/.test(previous) &&
      !/^(?:booth|album|frame|window|windows|pad|book|paper|crane|cranes|hung|hanging)$/.test(following)
    );
  return true;
}

const LOOKS_BY_THEIR_NOUN = new Set(['western', 'fantasy', 'commercial', 'abstract', 'glitch', 'editorial']);

function isLook(phrase: string, following: string, previous: string): boolean {
  if (LOOKS_BY_THEIR_NOUN.has(phrase))
    return /^(?:style|film|look|aesthetic|movie|,|\.|photography)?$/.test(following);
  if (phrase === 'retro') return true;
  if (phrase === 'documentary') return previous !== 'a' || following === 'style' || following === 'look';
  return previous !== 'edge';
}

function isGrade(reading: Reading, phrase: string, following: string, at: number, length: number): boolean {
  if (phrase === 'faded' || phrase === 'washed out') return standsAlone(reading, at, at + length);
  if (phrase === 'black and white')
    return (
      standsAlone(reading, at, at + length) ||
      /^(?:film|footage|photo|photography|video|style|look|image|grade|movie|cinematography|noir|documentary|shot|animation|scene)$/.test(
        following,
      ) ||
      reading.tokens[at - 1]?.lower === 'in'
    );
  return true;
}

function isView(reading: Reading, at: number, match: { length: number }): boolean {
  for (let near = at - 1; near >= Math.max(0, at - 6); near -= 1) {
    const word = reading.tokens[near]?.lower ?? '';
    if (
      /^(?:shot|view|viewed|seen|filmed|camera|angle|footage|look|looking|captured|shown|watched|close|up|up-close|in|tracking)$/.test(
        word,
      )
    )
      return true;
    if (/^[.,;]$/.test(word)) break;
  }
  return standsAlone(reading, at, at + match.length);
}

function take(reading: Reading, meaning: Meaning, at: number, length: number): void {
  const { tokens, text } = reading;
  let [start, end] = [tokens[at]?.start ?? 0, tokens[at + length - 1]?.end ?? 0];
  const words = text.slice(start, end);
  const isBefore = BEFORE_NOUN.test(words.toLowerCase());
  setValue(reading, meaning, words, [start, end]);
  for (const other of meaning.also ?? []) setValue(reading, other, words, [start, end]);
  let to = at + length;
  if (
    /^(?:style|look|aesthetic|film|movie|footage|animation)$/.test(tokens[to]?.lower ?? '') &&
    meaning.path.startsWith('style.')
  )
    to += 1;
  reading.claim(at, to, isBefore ? 'through' : 'break');
}

function setValue(
  reading: Reading,
  { path, value }: Meaning,
  words: string,
  [start, end]: [number, number],
): void {
  const [group = '', leaf = ''] = path.split('.');
  const own = value === '' ? ownValue(path, words) : value;
  const holder = leaf === '' ? reading.parameters : (Reflect.get(reading.parameters, group) as object);
  const key = leaf === '' ? group : leaf;
  if (LISTS.has(path)) {
    const list = Reflect.get(holder, key) as string[];
    if (path !== 'weather' || list.length < 3) addTo(list, own);
  } else {
    const known: unknown = Reflect.get(holder, key);
    if (known === undefined) Reflect.set(holder, key, own);
    else if (JOINED.has(path) && typeof known === 'string') Reflect.set(holder, key, joined(known, own));
  }
  reading.found(path, own, start, end);
}

function ownValue(path: FieldPath, words: string): string {
  if (path === 'camera.lens') return words.replace(/\s+lens(?:es)?$/i, '');
  if (path === 'lighting.direction') return words;
  if (path.startsWith('lighting.') && path !== 'lighting.source')
    return words.replace(LIGHT_NOUN, '') || words;
  if (path === 'timing.transitions')
    return words
      .replace(/\bfades\b/i, 'fade')
      .replace(/\bcuts\b/i, 'cut')
      .replace(/^(cut|dissolve|smash cut|match cut) to$/i, '$1')
      .replace(/^dissolves$/i, 'dissolve');
  return words;
}
