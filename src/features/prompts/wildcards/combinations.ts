import type { Choice, Option, Part } from './wildcard-parser.js';

/** How many different ways there are through the parts. */
export function countOf(parts: readonly Part[]): bigint {
  return parts.reduce(
    (product, part) => (typeof part === 'string' ? product : product * countOfChoice(part)),
    1n,
  );
}

function countOfChoice(choice: Choice): bigint {
  let total = 0n;
  const table = waysTable(choice);
  for (let picks = choice.fewest; picks <= choice.most; picks += 1) total += table[0]?.[picks] ?? 0n;
  return total;
}

/** `[from][picks]`: ways to take `picks` of the options from `from` on, in the order in which they are written. */
function waysTable({ options, most }: Choice): bigint[][] {
  const empty = Array.from({ length: most + 1 }, (_, picks) => (picks === 0 ? 1n : 0n));
  const table: bigint[][] = Array.from({ length: options.length + 1 }, () => empty);
  for (let from = options.length - 1; from >= 0; from -= 1) {
    const own = countOf(options[from]?.parts ?? []);
    const after = table[from + 1] ?? empty;
    table[from] = after.map((ways, picks) => ways + (picks === 0 ? 0n : own * (after[picks - 1] ?? 0n)));
  }
  return table;
}

/** The text of one way. @param index from 0, below {@link countOf} */
export function textAt(parts: readonly Part[], index: bigint): string {
  const texts: string[] = [];
  let rest = index;
  // From the end, so that the last choice changes fastest.
  for (const part of parts.toReversed()) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const count = countOfChoice(part);
    texts.push(count === 0n ? '' : choiceAt(part, rest % count));
    if (count > 0n) rest /= count;
  }
  return texts.toReversed().join('');
}

function choiceAt(choice: Choice, index: bigint): string {
  const table = waysTable(choice);
  let rest = index;
  let picks = choice.fewest;
  while (picks < choice.most && rest >= (table[0]?.[picks] ?? 0n)) {
    rest -= table[0]?.[picks] ?? 0n;
    picks += 1;
  }
  const taken: string[] = [];
  for (const [from, { parts }] of choice.options.entries()) {
    const left = picks - taken.length;
    if (left === 0) break;
    const after = table[from + 1]?.[left - 1] ?? 0n;
    const withThis = countOf(parts) * after;
    if (rest < withThis) {
      taken.push(textAt(parts, rest / after));
      rest %= after;
    } else {
      rest -= withThis;
    }
  }
  return joined(taken, choice);
}

function joined(texts: readonly string[], { most, separator }: Choice): string {
  return most === 1 ? texts.join('') : texts.map((text) => text.trim()).join(separator);
}

/** The text of a way drawn by the weights. @param random in [0, 1) */
export function drawnText(parts: readonly Part[], random: () => number): string {
  return parts.map((part) => (typeof part === 'string' ? part : drawnChoice(part, random))).join('');
}

function drawnChoice(choice: Choice, random: () => number): string {
  const { fewest, most, options } = choice;
  const picks = fewest + Math.floor(random() * (most - fewest + 1));
  const taken = new Set<Option>();
  while (taken.size < picks)
    taken.add(
      drawnOption(
        options.filter((option) => !taken.has(option)),
        random,
      ),
    );
  const texts = options.filter((option) => taken.has(option)).map(({ parts }) => drawnText(parts, random));
  return joined(texts, choice);
}

function drawnOption(options: readonly Option[], random: () => number): Option {
  let left = random() * options.reduce((sum, { weight }) => sum + weight, 0);
  const found = options.find(({ weight }) => (left -= weight) < 0) ?? options.at(-1);
  if (found === undefined) throw new Error('there is nothing to draw from');
  return found;
}
