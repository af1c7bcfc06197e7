import {
  emptyParameters,
  type FieldPath,
  type FieldSources,
  type Parameters,
} from '../../../sessions/index.js';
import type { Language } from '../text/language.js';
import { type Token, tokensOf } from '../text/tokens.js';

/** Where in the text a value of a field was said. */
export interface Finding {
  path: FieldPath;
  value: string;
  start: number;
  end: number;
}

/** How words that were understood count for the sentence around them: not at all, or as the end of a phrase. */
export type Claim = 'through' | 'break';

/** Tokens of a text beyond these are not read; the text itself stays whole. */
const MOST_TOKENS = 900;

/** A text while it is read: what was found, and which words are spoken for. */
export class Reading {
  readonly parameters: Parameters = emptyParameters();
  readonly findings: Finding[] = [];
  readonly tokens: readonly Token[];
  readonly #claims = new Map<number, Claim>();
  #freeText: string | undefined;

  constructor(
    readonly text: string,
    readonly language: Language,
  ) {
    this.tokens = tokensOf(text).slice(0, MOST_TOKENS);
  }

  claimOf(index: number): Claim | undefined {
    return this.#claims.get(index);
  }

  isFree(from: number, to = from + 1): boolean {
    for (let index = from; index < to; index += 1) if (this.#claims.has(index)) return false;
    return true;
  }

  claim(from: number, to: number, claim: Claim = 'break'): void {
    for (let index = from; index < to; index += 1) this.#claims.set(index, claim);
    this.#freeText = undefined;
  }

  /** Claims every token that lies in a part of the text. */
  claimSpan(start: number, end: number, claim: Claim = 'break'): void {
    this.tokens.forEach((token, index) => {
      if (token.start < end && token.end > start) this.#claims.set(index, claim);
    });
    this.#freeText = undefined;
  }

  isFreeSpan(start: number, end: number): boolean {
    return this.tokens.every(
      (token, index) => token.start >= end || token.end <= start || !this.#claims.has(index),
    );
  }

  found(path: FieldPath, value: string, start: number, end: number): void {
    this.findings.push({ path, value, start, end });
  }

  /** The text with everything that is spoken for blanked out, in the same places. */
  freeText(): string {
    this.#freeText ??= this.#freeTextAnew();
    return this.#freeText;
  }

  #freeTextAnew(): string {
    let free = '';
    let end = 0;
    for (const [index, token] of this.tokens.entries()) {
      if (!this.#claims.has(index)) continue;
      free += this.text.slice(end, token.start) + ' '.repeat(token.end - token.start);
      end = token.end;
    }
    return free + this.text.slice(end);
  }

  slice(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    return first === undefined || last === undefined ? '' : this.text.slice(first.start, last.end);
  }

  sources(): FieldSources {
    return Object.fromEntries(this.findings.map(({ path }) => [path, 'stated' as const]));
  }
}

/** Adds to a list of texts what is not in it, up to the schema's bound. */
export function addTo(list: string[], value: string): void {
  if (value !== '' && list.length < 32 && !list.some((known) => known.toLowerCase() === value.toLowerCase()))
    list.push(value);
}

/** Several of one kind are one text, joined by commas. */
export function joined(known: string | undefined, value: string): string {
  if (known === undefined) return value;
  return known.toLowerCase().split(', ').includes(value.toLowerCase())
    ? known
    : `${known}, ${value}`.slice(0, 1000);
}
