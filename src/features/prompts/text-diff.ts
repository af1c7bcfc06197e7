import type { DiffPart } from '../sessions/index.js';

/** Words and punctuation compared at most, beside what both texts begin and end with; longer ones as a whole. */
const MAX_TOKENS = 600;

/** A word or a sign of punctuation. */
export interface Token {
  text: string;
  /** With the space in front. */
  spaced: string;
}

/** Text that is only in one of the two, at one place; either may be empty. */
export interface Difference {
  removed: string;
  inserted: string;
}

export interface TextDiff {
  differences: Difference[];
  /** Indexes of the tokens of the old text that stand in the new one too, in order. */
  same: ReadonlySet<number>;
  /** Both texts in order: `same` and `added` together are the new one, `same` and `removed` the old one. */
  parts: DiffPart[];
}

/** Indexes in both texts of a token that they have in common. */
type Pair = readonly [number, number];

export function tokens(text: string): Token[] {
  return Array.from(text.matchAll(/\s*([\p{L}\p{N}\p{M}_'’-]+|[^\s])/gu), (match) => ({
    text: match[1] ?? '',
    spaced: match[0],
  }));
}

/** What two texts have in common, word for word, and where they differ, for people to read. */
export function wordDiff(before: string, after: string): DiffPart[] {
  return diffTexts(tokens(before), tokens(after)).parts;
}

/** What two texts have in common, word for word (longest common subsequence), and where they differ. */
export function diffTexts(old: readonly Token[], fresh: readonly Token[]): TextDiff {
  const pairs = pairsOf(old, fresh);
  const differences: Difference[] = [];
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  for (const [nextOld, nextFresh] of [...pairs, [old.length, fresh.length] as const]) {
    const removed = textOf(old.slice(i, nextOld));
    const inserted = textOf(fresh.slice(j, nextFresh));
    if (removed.trim() !== '' || inserted.trim() !== '')
      differences.push({ removed: removed.trim(), inserted: inserted.trim() });
    append(parts, 'removed', removed);
    append(parts, 'added', inserted);
    append(parts, 'same', fresh[nextFresh]?.spaced ?? '');
    [i, j] = [nextOld + 1, nextFresh + 1];
  }
  return { differences, same: new Set(pairs.map(([index]) => index)), parts };
}

function append(parts: DiffPart[], kind: DiffPart['kind'], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

/** Both texts mostly begin and end alike, so only what lies between is compared at length. */
function pairsOf(old: readonly Token[], fresh: readonly Token[]): Pair[] {
  const shorter = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shorter && old[head]?.text === fresh[head]?.text) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail)?.text === fresh.at(-1 - tail)?.text) tail += 1;
  const middle = commonPairs(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail));
  return [
    ...Array.from({ length: head }, (_, k): Pair => [k, k]),
    ...middle.map(([i, j]): Pair => [i + head, j + head]),
    ...Array.from({ length: tail }, (_, k): Pair => [old.length - tail + k, fresh.length - tail + k]),
  ];
}

function commonPairs(old: readonly Token[], fresh: readonly Token[]): Pair[] {
  if (old.length > MAX_TOKENS || fresh.length > MAX_TOKENS) return [];
  const lengths = commonLengths(old, fresh);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i]?.text === fresh[j]?.text) pairs.push([i++, j++]);
    else if (at(lengths, i + 1, j) >= at(lengths, i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** `lengths[i][j]`: how much the texts from `i` and `j` on have in common. */
function commonLengths(old: readonly Token[], fresh: readonly Token[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? new Uint16Array();
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const isSame = old[i]?.text === fresh[j]?.text;
      row[j] = isSame
        ? at(lengths, i + 1, j + 1) + 1
        : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly Uint16Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function textOf(part: readonly Token[]): string {
  return part.map(({ spaced }) => spaced).join('');
}
