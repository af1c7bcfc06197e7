import { type Token, tokensOf } from './tokens.js';

interface Entry<Value> {
  words: readonly string[];
  value: Value;
}

export interface Match<Value> {
  value: Value;
  /** Tokens that it covers, the words that were skipped included. */
  length: number;
  phrase: string;
}

/** Finds the longest known phrase at a place; hyphens and spaces are alike. */
export class PhraseTable<Value> {
  readonly #entries = new Map<string, Entry<Value>[]>();

  constructor(phrases: Iterable<readonly [phrase: string, value: Value]>) {
    for (const [phrase, value] of phrases) this.#add(phrase, value);
    for (const entries of this.#entries.values()) entries.sort((a, b) => b.words.length - a.words.length);
  }

  #add(phrase: string, value: Value): void {
    const words = tokensOf(phrase.trim()).map(({ lower }) => lower);
    const [first] = words;
    if (first === undefined) return;
    const entries = this.#entries.get(first) ?? [];
    entries.push({ words, value });
    this.#entries.set(first, entries);
  }

  /** @param skipped words that may stand between those of a phrase */
  matchAt(tokens: readonly Token[], at: number, skipped?: ReadonlySet<string>): Match<Value> | undefined {
    for (const { words, value } of this.#entries.get(tokens[at]?.lower ?? '') ?? []) {
      const length = coveredBy(words, tokens, at, skipped);
      if (length > 0) return { value, length, phrase: words.join(' ') };
    }
    return undefined;
  }
}

function coveredBy(
  words: readonly string[],
  tokens: readonly Token[],
  at: number,
  skipped?: ReadonlySet<string>,
): number {
  let next = at;
  for (const word of words) {
    while (next > at && skipped?.has(tokens[next]?.lower ?? '') === true && tokens[next]?.lower !== word)
      next += 1;
    if (tokens[next]?.lower !== word) return 0;
    next += 1;
  }
  return next - at;
}
