/** Words and punctuation compared at most; longer texts are compared as a whole. */
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
}

export function tokens(text: string): Token[] {
  return Array.from(text.matchAll(/\s*([\p{L}\p{N}\p{M}_'’-]+|[^\s])/gu), (match) => ({
    text: match[1] ?? '',
    spaced: match[0],
  }));
}

/** What two texts have in common, word for word (longest common subsequence), and where they differ. */
export function diffTexts(old: readonly Token[], fresh: readonly Token[]): TextDiff {
  if (old.length > MAX_TOKENS || fresh.length > MAX_TOKENS) return diffWhole(old, fresh);
  const pairs = commonPairs(old, fresh);
  const differences: Difference[] = [];
  let [i, j] = [0, 0];
  for (const [nextOld, nextFresh] of [...pairs, [old.length, fresh.length] as const]) {
    const removed = joined(old.slice(i, nextOld));
    const inserted = joined(fresh.slice(j, nextFresh));
    if (removed !== '' || inserted !== '') differences.push({ removed, inserted });
    [i, j] = [nextOld + 1, nextFresh + 1];
  }
  return { differences, same: new Set(pairs.map(([index]) => index)) };
}

/** Too long to compare word for word: either the one text begins the other, or all of it is new. */
function diffWhole(old: readonly Token[], fresh: readonly Token[]): TextDiff {
  const begins = old.every((token, index) => token.text === fresh[index]?.text);
  if (!begins) return { differences: [{ removed: joined(old), inserted: joined(fresh) }], same: new Set() };
  const inserted = joined(fresh.slice(old.length));
  return { differences: inserted === '' ? [] : [{ removed: '', inserted }], same: new Set(old.keys()) };
}

/** Indexes in both texts of the tokens that they have in common. */
function commonPairs(old: readonly Token[], fresh: readonly Token[]): (readonly [number, number])[] {
  const lengths = commonLengths(old, fresh);
  const pairs: (readonly [number, number])[] = [];
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

function joined(part: readonly Token[]): string {
  return part
    .map(({ spaced }) => spaced)
    .join('')
    .trim();
}
