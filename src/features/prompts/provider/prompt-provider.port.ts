import type { FieldPath, FieldSources, NotDone, Parameters } from '../../sessions/index.js';

export interface ProviderContext {
  /** Aborted when the client goes away or time is up. */
  signal: AbortSignal;
}

export interface Extraction {
  parameters: Parameters;
  sources: FieldSources;
}

export interface EnhanceInput {
  prompt: string;
  /** Verbatim in the answer. */
  protectedTexts: readonly string[];
}

export interface UpdateInput {
  prompt: string;
  parameters: Parameters;
  locks: readonly FieldPath[];
  protectedTexts: readonly string[];
  /** In plain words: `make it night`. */
  request: string;
}

export interface UpdateProposal {
  /** Whole, with what the request leaves alone as it was; the service checks that it did. */
  parameters: Parameters;
  /** The text for them, as near to the old one as the change allows. */
  prompt: string;
  /** What the provider understood; for people. */
  changes: readonly string[];
  /** What of the request it did not carry out, where it can tell; locks are told by the service. */
  notDone?: readonly NotDone[];
}

export interface VaryInput {
  /** The prompts whose pattern is to go on; the first is the main one. */
  prompts: readonly string[];
  parameters: Parameters;
  /** How many new ones. */
  count: number;
  /** Only these fields are varied; empty: the provider chooses among what is not the core. */
  fields: readonly FieldPath[];
  locks: readonly FieldPath[];
  protectedTexts: readonly string[];
  /** The same seed gives the same answer where the provider can promise it. */
  seed: number;
}

export interface Variation {
  prompt: string;
  parameters: Parameters;
}

/** The provider failed: nothing is invented in its place. `timeout` becomes 504, everything else 502. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  constructor(
    readonly kind: 'timeout' | 'unreachable' | 'refused' | 'limited' | 'auth' | 'unusable-answer',
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/**
 * Who does the language work. What it answers is a proposal: the service checks it (schema, locks, protected texts,
 * distinctness) whoever made it.
 */
export abstract class PromptProvider {
  abstract readonly name: 'builtin' | 'openai';
  /** @throws ProviderError, or the signal's reason; the same holds for all methods */
  abstract extract(prompt: string, context: ProviderContext): Promise<Extraction>;
  /** A richer text; the prompt itself where there is nothing to add. */
  abstract enhance(input: EnhanceInput, context: ProviderContext): Promise<string>;
  abstract update(input: UpdateInput, context: ProviderContext): Promise<UpdateProposal>;
  /** May answer with fewer than asked for, or with repetitions; the service fills up and sorts out. */
  abstract vary(input: VaryInput, context: ProviderContext): Promise<Variation[]>;
}
