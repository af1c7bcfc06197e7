/** A stretch of text: in both versions, only in the new one, or only in the old one. */
export interface Stretch {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Above this many comparisons the middle is marked as one change, so that a long text cannot stall the page. */
const MAX_COMPARISONS = 4_000_000;

/**
 * What a rewrite did to a text, word by word (longest common subsequence). Joining the `same` and `added` stretches
 * gives the new text exactly.
 */
export function markChanges(before: string, after: string): Stretch[] {
  const a = words(before);
  const b = words(after);
  const head = commonHead(a, b);
  const tail = commonTail(a.slice(head), b.slice(head));
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  return join([
    ...b.slice(0, head).map(same),
    ...changedMiddle(middleA, middleB),
    ...b.slice(b.length - tail).map(same),
  ]);
}

/** Words and punctuation marks in any script, each with the white space before it. */
function words(text: string): string[] {
  const parts: string[] = [];
  let space = '';
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'word' }).segment(text)) {
    if (segment.trim() === '') {
      space += segment;
    } else {
      parts.push(space + segment);
      space = '';
    }
  }
  if (space !== '') parts.push(space);
  return parts;
}

const same = (text: string): Stretch => ({ kind: 'same', text });
const added = (text: string): Stretch => ({ kind: 'added', text });
const removed = (text: string): Stretch => ({ kind: 'removed', text });
const isSame = (a: string | undefined, b: string | undefined) => a?.trim() === b?.trim();

function commonHead(a: readonly string[], b: readonly string[]): number {
  const limit = Math.min(a.length, b.length);
  let count = 0;
  while (count < limit && isSame(a[count], b[count])) count++;
  return count;
}

function commonTail(a: readonly string[], b: readonly string[]): number {
  const limit = Math.min(a.length, b.length);
  let count = 0;
  while (count < limit && isSame(a.at(-1 - count), b.at(-1 - count))) count++;
  return count;
}

function changedMiddle(a: readonly string[], b: readonly string[]): Stretch[] {
  if (a.length * b.length > MAX_COMPARISONS) return [...a.map(removed), ...b.map(added)];
  const length = commonLengths(a, b);
  const at = (i: number, j: number) => length[i * (b.length + 1) + j] ?? 0;
  const stretches: Stretch[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isSame(a[i], b[j])) {
      stretches.push(same(b[j++] ?? ''));
      i++;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      stretches.push(removed(a[i++] ?? ''));
    } else {
      stretches.push(added(b[j++] ?? ''));
    }
  }
  return [...stretches, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}

/** Row i, column j: how many words `a` from i and `b` from j have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j;
      const below = length[here + width] ?? 0;
      const right = length[here + 1] ?? 0;
      length[here] = isSame(a[i], b[j]) ? (length[here + width + 1] ?? 0) + 1 : Math.max(below, right);
    }
  }
  return length;
}

function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last?.kind === stretch.kind) last.text += stretch.text;
    else joined.push({ ...stretch });
  }
  return joined;
}
