import type { FieldPath } from '../../../sessions/index.js';
import { standsAlone } from './phrases.js';
import { joined, type Reading } from './reading.js';

type LightField = 'quality' | 'intensity' | 'color_temperature';

const KINDS: Record<LightField, ReadonlySet<string>> = {
  quality: new Set(
    'soft hard harsh diffused diffuse volumetric dappled dramatic even gentle flickering moody hazy flat crisp stark filtered'.split(
      ' ',
    ),
  ),
  intensity: new Set('dim bright faint low strong intense blinding pale weak brilliant'.split(' ')),
  color_temperature: new Set('warm cool cold golden amber icy bluish orange'.split(' ')),
};
const LIGHT = /^(?:light|lights|lighting|glow|illumination|spotlight|\w+light)$/;
const ALONE = new Set('soft hard harsh diffused volumetric dappled dim bright warm cool cold'.split(' '));

/** The adjectives before a light: `soft morning light`, `warm lamplight`. */
export function readLight(reading: Reading): void {
  const { tokens } = reading;
  const sources = reading.findings.filter(({ path }) => path.startsWith('lighting.'));
  tokens.forEach((token, at) => {
    const isSource = sources.some(({ start, end }) => token.start >= start && token.end <= end);
    if (isSource || (LIGHT.test(token.lower) && reading.isFree(at))) readBefore(reading, at);
  });
  tokens.forEach(({ lower }, at) => {
    if (ALONE.has(lower) && reading.isFree(at) && standsAlone(reading, at, at + 1)) take(reading, at);
  });
}

function readBefore(reading: Reading, light: number): void {
  const { tokens } = reading;
  let hasAny = reading.claimOf(light) !== undefined;
  for (let at = light - 1; at >= Math.max(0, light - 5); at -= 1) {
    const word = tokens[at];
    if (word === undefined || !(word.isWord || word.lower === ',')) break;
    if (take(reading, at)) hasAny = true;
    else if (!goesOnBefore(reading, at)) break;
  }
  if (hasAny) reading.claim(light, light + 1);
}

/** Whether more adjectives of the same light may stand in front of this word. */
function goesOnBefore(reading: Reading, at: number): boolean {
  const word = reading.tokens[at]?.lower;
  if (word === ',') return isKnown(reading.tokens[at - 1]?.lower ?? '');
  return word === 'and' || !reading.isFree(at);
}

function isKnown(word: string): boolean {
  return Object.values(KINDS).some((words) => words.has(word));
}

function take(reading: Reading, at: number): boolean {
  const token = reading.tokens[at];
  if (token === undefined || !reading.isFree(at)) return false;
  const field = (Object.keys(KINDS) as LightField[]).find((key) => KINDS[key].has(token.lower));
  if (field === undefined) return false;
  const { lighting } = reading.parameters;
  lighting[field] = joined(lighting[field], token.lower);
  reading.found(`lighting.${field}` satisfies FieldPath, token.lower, token.start, token.end);
  reading.claim(at, at + 1, 'through');
  return true;
}
