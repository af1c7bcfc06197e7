import type { FieldPath } from '../../../sessions/index.js';
import { COLOURS, MOODS, SHADES } from '../lexicon/looks.js';
import { standsAlone } from './phrases.js';
import { addTo, joined, type Reading } from './reading.js';

/** One pattern of words, and what to do with what it found; false where it meant something else. */
interface Rule {
  path: FieldPath;
  pattern: RegExp;
  take: (reading: Reading, match: RegExpMatchArray) => boolean | number;
}

const MAX_DURATION = 3600;

const FIRST: readonly Rule[] = [
  {
    path: 'style.artistic',
    pattern:
      /\bin the style of ((?:an? |the )?[\p{L}\p{N}'’& -]{2,60}?)(?=$|[.,;!?\n]| with | and | at | in )|\b((?:[\p{Lu}][\p{L}'’-]+ ){1,3})style\b|\b((?:[\p{Lu}][\p{L}'’]+ ){0,2}[\p{Lu}][\p{L}'’]+)[- ]inspired\b/gu,
    take: ({ parameters: { style } }, match) => {
      const name = (match[1] ?? match[2] ?? match[3] ?? '').trim().replace(/^(?:an?|the) /i, '');
      if (/^(?:Cinematic|Film|The|Anime|A|In)$/.test(name)) return false;
      style.artistic = joined(style.artistic, name);
      return true;
    },
  },
  {
    path: 'camera.lens',
    pattern:
      /\b(?:shot (?:on|with) (?:an? )?)?((?:\d{2,3}(?:-\d{2,3})?\s?mm)(?! (?:film|footage))(?: (?:anamorphic|macro|telephoto|wide[- ]angle|prime|fisheye))?(?: f\/\d{1,2}(?:\.\d)?)?)(?: lens(?:es)?)?\b(?! film)/gi,
    take: ({ parameters: { camera } }, match) => {
      camera.lens = joined(camera.lens, match[1] ?? '');
      return true;
    },
  },
  {
    path: 'lighting.color_temperature',
    pattern: /\b(\d{4,5}\s?K)\b(?: (?:lighting|light|color temperature|colour temperature|white balance))?/g,
    take: ({ parameters: { lighting } }, match) => {
      lighting.color_temperature = joined(lighting.color_temperature, match[1] ?? '');
      return true;
    },
  },
  {
    path: 'timing.duration_seconds',
    pattern:
      /(?:\b(?:lasting|duration(?: of|:)?|for|length(?: of|:)?) )?(?<![\w.:-])(\d{1,3}(?:\.\d{1,2})?)[ -]?(?:s|secs?|seconds?)(?:[- ]long)?(?: (?:clip|video|shot|take|sequence|loop|scene|film|duration|long|animation|footage|spot|teaser|commercial|ad|timelapse|time-lapse))?\b/gi,
    take: ({ parameters: { timing } }, match) => setDuration(timing, Number(match[1])),
  },
  {
    path: 'timing.duration_seconds',
    pattern:
      /\b(two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)[ -]seconds?(?:[- ]long)?(?: (?:clip|video|shot|take|sequence|loop|scene|film|duration|animation|long))?\b/gi,
    take: ({ parameters: { timing } }, match) =>
      setDuration(timing, SECONDS[(match[1] ?? '').toLowerCase()] ?? 0),
  },
  {
    path: 'timing.duration_seconds',
    pattern:
      /\b(\d{1,2}|one|two|half a|a)[ -]minutes?(?:[- ]long)? (?:clip|video|shot|take|sequence|loop|film)\b/gi,
    take: ({ parameters: { timing } }, match) =>
      setDuration(
        timing,
        60 * ({ one: 1, a: 1, two: 2, 'half a': 0.5 }[(match[1] ?? '').toLowerCase()] ?? Number(match[1])),
      ),
  },
  {
    path: 'camera.focus',
    pattern:
      /\b(rack(?:s|ing)? focus(?: from (?:the |her |his )?[\p{L} -]{2,30}?)?(?: (?:to|on|onto) (?:the |her |his |a )?[\p{L}'’ -]{2,40}?)?)(?=$|[.,;!?\n]| as | while | and | in )/giu,
    take: ({ parameters: { camera } }, match) => {
      camera.focus ??= (match[1] ?? '').trim();
      return true;
    },
  },
  {
    path: 'camera.focus',
    pattern:
      /\b(?:with )?(?:(?:sharp|tight|soft|selective|the |clear|crisp|in )*focus(?:es|ed|ing)?(?: is| stays| remains)? (?:sharply |tightly )?on|focal point on) ((?:the |her |his |its |their |a |an )?[\p{L}'’ -]{2,50}?)(?=$|[.,;!?\n]| as | while | and | with | in | at | against )/giu,
    take: ({ parameters: { camera } }, match) => {
      camera.focus ??= withoutArticle(match[1] ?? '');
      return true;
    },
  },
];

const SECONDS: Record<string, number> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
};

function setDuration(timing: Reading['parameters']['timing'], seconds: number): boolean {
  if (!(seconds > 0) || seconds > MAX_DURATION) return false;
  timing.duration_seconds ??= seconds;
  return true;
}

export function withoutArticle(text: string): string {
  return text.trim().replace(/^(?:an?|the|his|her|its|their|some|my|your|our)\s+(?=\S)/i, '');
}

function run(reading: Reading, rules: readonly Rule[]): void {
  for (const { path, pattern, take } of rules) {
    for (const match of reading.freeText().matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (!reading.isFreeSpan(match.index, end)) continue;
      const taken = take(reading, match);
      if (taken === false) continue;
      const start = match.index + (taken === true ? 0 : taken);
      reading.found(path, match[1] ?? match[0], start, end);
      reading.claimSpan(start, end);
    }
  }
}

/** What reads best before single words are looked at: measures, `in the style of`. */
export function readMeasures(reading: Reading): void {
  readSegments(reading);
  run(reading, FIRST);
}

const RANGE =
  /(?:\[|\()?\b(\d{1,2}):?(\d{2})?(?:\.\d+)?\s?s?\s?(?:-|–|to)\s?(\d{1,2}):?(\d{2})?(?:\.\d+)?\s?s?(?:ec(?:onds)?)?\b(?:\]|\))?\s?(?::|,|-|–)\s?([^\n;]{3,300}?)(?=$|[\n;]|\.(?:\s|$)|,?\s*(?:\[|\()?\d{1,2}(?::\d{2})?\s?s?\s?(?:-|–)\s?\d)/g;

function readSegments(reading: Reading): void {
  const { timing } = reading.parameters;
  for (const match of reading.text.matchAll(RANGE)) {
    const [whole, startA = '', startB, endA = '', endB, description = ''] = match;
    const seconds = (a: string, b: string | undefined) =>
      b === undefined ? Number(a) : Number(a) * 60 + Number(b);
    const [start, end] = [seconds(startA, startB), seconds(endA, endB)];
    if (end <= start || timing.segments.length >= 32 || !/\p{L}/u.test(description)) continue;
    timing.segments.push({ start, end, description: description.trim().replace(/[.,]$/, '') });
    reading.found('timing.segments', whole, match.index, match.index + whole.length);
    reading.claimSpan(match.index, match.index + whole.indexOf(description));
  }
}

const COLOUR_NOUN = String.raw`(?:colou?r(?:s| palette| scheme| tones?)?|palettes?|tones|tonal palette|hues|shades|tints)`;
const LATER: readonly Rule[] = [
  {
    path: 'palette',
    pattern: new RegExp(
      String.raw`\b(?:colou?r palette|palette|colou?r scheme|colou?rs?|tones|hues|shades)(?: is| are|:)?(?: of| in)? ((?:[\p{L}-]+ ){0,2}[\p{L}-]+(?:,? (?:and |& )?(?:[\p{L}-]+ ){0,1}[\p{L}-]+){0,5}?)(?=$|[.;!?\n]|, (?!and )| with | in (?!the blue))`,
      'giu',
    ),
    take: takeColours,
  },
  {
    path: 'palette',
    pattern: new RegExp(
      String.raw`\b(?:in |with |in a |with a |a |an |of )?((?:[\p{L}-]+,? (?:and )?){1,6})${COLOUR_NOUN}\b`,
      'giu',
    ),
    take: takeColours,
  },
  {
    path: 'mood',
    pattern:
      /\b(?:(?:with|in|has|giving|evoking|creating|set) )?(?:an? |the )?((?:[\p{L}-]+(?:,? and |, | ))(?:[\p{L}-]+(?:,? and |, | )){0,4})(?:mood|atmosphere|vibes?|feel|feeling|tone|ambiance|energy|scene)\b/giu,
    take: takeMoods,
  },
  {
    path: 'mood',
    pattern:
      /\b(?:mood|atmosphere|vibe|tone|feeling|scene|ambiance)(?: is|:| of| feels)? ((?:[\p{L}-]+)(?:(?:,? and |, )[\p{L}-]+){0,4})/giu,
    take: takeMoods,
  },
];

/** The longest end of the words that is all of a kind: where it begins, and its items. */
function lastItems(
  words: string,
  isOne: (item: string) => boolean,
): { at: number; items: string[] } | undefined {
  const parts = [
    ...words.matchAll(/([\p{L}-]+(?:\s+(?!and\b)[\p{L}-]+)*)(\s*(?:,\s*and\b|,|\band\b|&)?\s*)/giu),
  ];
  let found: { at: number; items: string[] } | undefined;
  for (const part of parts.toReversed()) {
    const item = (part[1] ?? '').toLowerCase();
    const list = item.split(/\s+/);
    let from = list.length;
    while (from > 0 && isOne(list[from - 1] ?? '')) from -= 1;
    if (from === list.length) break;
    const at = part.index + list.slice(0, from).join(' ').length + (from > 0 ? 1 : 0);
    found = { at, items: [list.slice(from).join(' '), ...(found?.items ?? [])] };
    if (from > 0) break;
  }
  return found;
}

function takeColours(reading: Reading, match: RegExpMatchArray): number | boolean {
  const known = lastItems(match[1] ?? '', (word) => COLOUR_WORDS.has(word) || COLOURS.has(word));
  if (known === undefined) return false;
  for (const item of known.items) addTo(reading.parameters.palette, item);
  return known.at === 0 ? true : match[0].indexOf(match[1] ?? '') + known.at;
}

const COLOUR_WORDS = new Set([
  ...SHADES,
  ...'earth earthy muted natural monochromatic warm cool cold jewel candy rich desaturated saturated vibrant vivid pastel neutral autumnal autumn primary complementary analogous rainbow sepia-like bold bright faded washed-out faded colorful iridescent tropical'.split(
    ' ',
  ),
]);

function takeMoods(reading: Reading, match: RegExpMatchArray): number | boolean {
  const known = lastItems(match[1] ?? '', (word) => MOODS.has(word));
  if (known === undefined) return false;
  for (const item of known.items) addTo(reading.parameters.mood, item);
  return known.at === 0 ? true : match[0].indexOf(match[1] ?? '') + known.at;
}

/** Palette and mood, once the names of camera, light and style are spoken for. */
export function readAtmosphere(reading: Reading): void {
  run(reading, LATER);
  readLoneMoods(reading);
}

function readLoneMoods(reading: Reading): void {
  const { tokens, parameters } = reading;
  tokens.forEach((token, at) => {
    if (!MOODS.has(token.lower) || !reading.isFree(at) || !standsAlone(reading, at, at + 1)) return;
    addTo(parameters.mood, token.lower);
    reading.found('mood', token.lower, token.start, token.end);
    reading.claim(at, at + 1);
  });
}
