import type { Clock } from '../../../kernel/clock.js';
import type { LlmFailure } from './llm-failure.js';

export type AnswerFormat = 'json_schema' | 'json_object' | 'text';
type TokenLimit = 'max_completion_tokens' | 'max_tokens' | 'none';

/** Which options of the chat API a server takes for a model. */
export interface ServerTraits {
  format: AnswerFormat;
  tokenLimit: TokenLimit;
  takesSeed: boolean;
}

/** After this long, the best is tried again: servers get updated. */
const REMEMBERED_MS = 3_600_000;

const ABOUT_FORMAT =
  /response_?format|json_?schema|json_?object|json[ -]mode|structured[ -]output|guided|grammar/i;
const ABOUT_LIMIT = /max_(?:completion_)?tokens/i;
const ABOUT_SEED = /\bseed\b/i;
const UNKNOWN_OPTION =
  /not support|unsupported|unrecognized|unknown (?:field|param|arg)|extra (?:inputs|fields)/i;

/**
 * The next thing to try after a server refused a request because of its options; undefined where the refusal is
 * about something else, or nothing is left to give up.
 */
export function adapted(traits: ServerTraits, failure: LlmFailure): ServerTraits | undefined {
  if (failure.kind !== 'refused' || ![400, 404, 415, 422].includes(failure.status ?? 0)) return undefined;
  if (failure.says(ABOUT_FORMAT)) return withLesserFormat(traits);
  if (failure.says(ABOUT_LIMIT)) return withOtherLimit(traits, failure);
  if (failure.says(ABOUT_SEED) && traits.takesSeed) return { ...traits, takesSeed: false };
  return failure.says(UNKNOWN_OPTION) ? withLesserFormat(traits) : undefined;
}

function withLesserFormat(traits: ServerTraits): ServerTraits | undefined {
  if (traits.format === 'text') return undefined;
  return { ...traits, format: traits.format === 'json_schema' ? 'json_object' : 'text' };
}

function withOtherLimit(traits: ServerTraits, failure: LlmFailure): ServerTraits | undefined {
  if (traits.tokenLimit === 'none') return undefined;
  const other = traits.tokenLimit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  // Named by a server that refuses the one: it takes the other.
  const takesOther = failure.says(new RegExp(`\\b${other}\\b`));
  return { ...traits, tokenLimit: takesOther ? other : 'none' };
}

/** What was found out about each model of the one server, for a while. */
export class TraitMemory {
  readonly #known = new Map<string, { traits: ServerTraits; until: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly isOpenAi: boolean,
  ) {}

  get(model: string): ServerTraits {
    const known = this.#known.get(model);
    if (known !== undefined && known.until > this.clock.now()) return known.traits;
    const tokenLimit = this.isOpenAi ? 'max_completion_tokens' : 'max_tokens';
    return { format: 'json_schema', tokenLimit, takesSeed: true };
  }

  /** Models come from the settings: there are five at most. */
  remember(model: string, traits: ServerTraits): void {
    this.#known.set(model, { traits, until: this.clock.now() + REMEMBERED_MS });
  }
}
