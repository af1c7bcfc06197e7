import { DomainError } from '../../../kernel/errors.js';
import { countOf, drawnText, textAt } from './combinations.js';
import { type Part, parseWildcards } from './wildcard-parser.js';

/** Bounds on one expansion. */
export const MOST_TEXTS = 1000;
const LONGEST_RESULT = 20_000;
/** Draws of a text that is there already, before the ways are gone through one by one. */
const MOST_REDRAWS = 20;
/** Ways that are looked at one by one for a text that is not there yet; options may be equal. */
const MOST_STEPS = 20_000;

export interface ExpandOptions {
  /** The same seed gives the same texts. Default 0. */
  seed?: number;
  /** How many texts; without it all that there are, in the order in which they are written. */
  count?: number;
  /** A prompt that is a JSON object is left alone unless this is true. */
  expandsJson?: boolean;
}

/**
 * Expands `{a|b}`, nested; `{2$$a|b|c}` takes two, `{2$$ and $$a|b|c}` says what stands between, `{3::a|b}` weighs,
 * `\{` is a brace. Texts repeat only when there are no others left.
 * @throws DomainError invalid_request: unbalanced braces (with the position), or a limit that is named
 */
export function expandWildcards(
  text: string,
  { seed = 0, count, expandsJson = false }: ExpandOptions = {},
): string[] {
  if (count !== undefined && (!Number.isInteger(count) || count < 1 || count > MOST_TEXTS)) {
    refuse(`count must be a whole number from 1 to ${MOST_TEXTS}`, 'count');
  }
  const parts = !expandsJson && isJsonObject(text) ? [text] : parseWildcards(text);
  if (count === undefined) return everyText(parts);
  return drawnTexts(parts, count, generator(seed));
}

/** In how many ways a text expands; equal options count apart. @throws DomainError invalid_request */
export function countCombinations(text: string): bigint {
  return isJsonObject(text) ? 1n : countOf(parseWildcards(text));
}

function refuse(message: string, path = 'prompt'): never {
  throw new DomainError('invalid_request', message, { problems: [{ path, message }] });
}

function isJsonObject(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not JSON: braces mean choices then.
    return false;
  }
}

function everyText(parts: readonly Part[]): string[] {
  const total = countOf(parts);
  if (total > BigInt(MOST_TEXTS))
    refuse(`There are ${shown(total)} combinations, more than ${MOST_TEXTS}; say how many you want`);
  const texts = new Set<string>();
  for (let index = 0n; index < total; index += 1n) texts.add(checked(textAt(parts, index)));
  return [...texts];
}

function shown(total: bigint): string {
  const digits = total.toString();
  return digits.length > 15 ? `about 10^${digits.length - 1}` : digits;
}

function checked(text: string): string {
  if (text.length > LONGEST_RESULT) refuse(`An expanded text is longer than ${LONGEST_RESULT} characters`);
  return text;
}

function drawnTexts(parts: readonly Part[], count: number, random: () => number): string[] {
  const texts: string[] = [];
  const total = countOf(parts);
  let round = new Set<string>();
  let next = 0n;
  let steps = 0;
  while (texts.length < count) {
    let text: string | undefined;
    for (let draw = 0; draw < MOST_REDRAWS && text === undefined; draw += 1) {
      const drawn = checked(drawnText(parts, random));
      if (!round.has(drawn)) text = drawn;
    }
    for (; text === undefined && next < total && steps < MOST_STEPS; next += 1n, steps += 1) {
      const candidate = checked(textAt(parts, next));
      if (!round.has(candidate)) text = candidate;
    }
    if (text === undefined) {
      // All of them are there: from here on they come again.
      if (steps >= MOST_STEPS) text = checked(drawnText(parts, random));
      round = new Set();
      next = 0n;
      if (text === undefined) continue;
    }
    round.add(text);
    texts.push(text);
  }
  return texts;
}

/** Mulberry32: small, and the same on every machine. Numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
