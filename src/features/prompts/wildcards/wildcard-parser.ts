import { DomainError } from '../../../kernel/errors.js';

export const DEEPEST = 8;
export const MOST_OPTIONS = 200;
const MOST_PICKS = 20;
const HEAVIEST = 1000;
const LONGEST_TEXT = 20_000;

/** Literal text, or a choice. */
export type Part = string | Choice;

export interface Option {
  weight: number;
  parts: Part[];
}

/** `{2$$ and $$a|b|c}`: how many different options are taken, and what stands between them. */
export interface Choice {
  fewest: number;
  most: number;
  separator: string;
  options: Option[];
}

/** @throws DomainError invalid_request, with the position from 0 */
export function parseWildcards(text: string): Part[] {
  if (text.length > LONGEST_TEXT) fail(`The text is longer than ${LONGEST_TEXT} characters`);
  const parser = new Parser(text);
  return parser.parse();
}

function fail(message: string): never {
  throw new DomainError('invalid_request', message, { problems: [{ path: 'prompt', message }] });
}

class Parser {
  #at = 0;

  constructor(private readonly text: string) {}

  parse(): Part[] {
    const parts = this.#parts(0, 0);
    if (this.#at < this.text.length) fail(`There is no { for the } at position ${this.#at}`);
    return parts;
  }

  /** Up to the end, or within a choice to the next `|` or `}`, which is left. */
  #parts(depth: number, opened: number): Part[] {
    const parts: Part[] = [];
    let literal = '';
    for (;;) {
      const next = this.text[this.#at];
      if (next === undefined && depth > 0) fail(`The { at position ${opened} is never closed`);
      if (next === undefined || next === '}' || (next === '|' && depth > 0)) break;
      if (next === '{') {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(this.#choice(depth + 1));
      } else {
        literal += this.#character(next);
      }
    }
    if (literal !== '') parts.push(literal);
    return parts;
  }

  /** One character; a backslash takes the meaning from a special one. */
  #character(character: string): string {
    const escaped = character === '\\' ? this.text[this.#at + 1] : undefined;
    const isEscape = escaped !== undefined && '{}|\\$:'.includes(escaped);
    this.#at += isEscape ? 2 : 1;
    return isEscape ? escaped : character;
  }

  #choice(depth: number): Choice {
    const opened = this.#at;
    if (depth > DEEPEST) fail(`The { at position ${opened} is nested deeper than ${DEEPEST} levels`);
    this.#at += 1;
    const bounds = this.#bounds();
    const options: Option[] = [];
    do {
      if (options.length > 0) this.#at += 1;
      if (options.length === MOST_OPTIONS)
        fail(`The { at position ${opened} has more than ${MOST_OPTIONS} options`);
      options.push({ weight: this.#weight(), parts: this.#parts(depth, opened) });
    } while (this.text[this.#at] === '|');
    this.#at += 1;
    const { fewest, most } = bounds;
    if (fewest > most || most > Math.min(options.length, MOST_PICKS)) {
      fail(
        `The { at position ${opened} picks ${fewest} to ${most} of ${options.length} options; at most ${MOST_PICKS} can be picked, each once`,
      );
    }
    return { ...bounds, options };
  }

  /** `2$$`, `1-3$$`, `2$$ and $$` */
  #bounds(): Omit<Choice, 'options'> {
    const found = this.#take(/\s*(\d{1,3})(?:-(\d{1,3}))?\$\$(?:([^|{}$]*)\$\$)?/y);
    if (found === undefined) return { fewest: 1, most: 1, separator: ', ' };
    const [, fewest, most, separator = ', '] = found;
    return { fewest: Number(fewest), most: Number(most ?? fewest), separator };
  }

  /** `3::` */
  #weight(): number {
    const at = this.#at;
    const found = this.#take(/\s*(\d{1,6}(?:\.\d{1,6})?)::/y);
    if (found === undefined) return 1;
    const weight = Number(found[1]);
    if (weight <= 0 || weight > HEAVIEST)
      fail(`The weight at position ${at} must be above 0 and at most ${HEAVIEST}`);
    return weight;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }
}
