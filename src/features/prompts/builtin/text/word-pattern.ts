/** Nearly every prompt and request. */
const PLAIN = /^[\0-\x7F]*$/;

/**
 * A pattern that is made of somebody's words and used a few times only. The engine needs a millisecond to compile
 * classes with `\p{L}` or `\p{N}`, and hardly any for plain ones: these serve where the text has only plain letters.
 */
export class WordPattern {
  readonly #isPlain: boolean;
  #plain: RegExp | undefined;
  #whole: RegExp | undefined;

  /** @param source with `\p{L}` and `\p{N}` within classes only */
  constructor(
    readonly source: string,
    readonly flags: 'iu' | 'giu',
  ) {
    this.#isPlain = PLAIN.test(source);
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }

  exec(text: string): RegExpExecArray | null {
    const pattern = this.#of(text);
    pattern.lastIndex = 0;
    return pattern.exec(text);
  }

  /** For `text.replace(pattern, …)`. */
  [Symbol.replace](text: string, by: string | ((whole: string, ...groups: string[]) => string)): string {
    return typeof by === 'string' ? text.replace(this.#of(text), by) : text.replace(this.#of(text), by);
  }

  #of(text: string): RegExp {
    if (!this.#isPlain || !PLAIN.test(text)) return (this.#whole ??= new RegExp(this.source, this.flags));
    return (this.#plain ??= new RegExp(
      this.source.replaceAll('\\p{L}', 'A-Za-z').replaceAll('\\p{N}', '0-9'),
      this.flags.replace('u', ''),
    ));
  }
}
