import OpenAI from 'openai';
import type { Config } from '../../../config/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { MetricsService } from '../../../platform/metrics/metrics.service.js';
import { boundedFetch } from './bounded-fetch.js';
import { CallSlots } from './call-slots.js';
import { type ChatReply, parseReply } from './chat-reply.js';
import { Deadline } from './deadline.js';
import { LlmFailure, toLlmFailure } from './llm-failure.js';
import { type ServerTraits, TraitMemory } from './server-traits.js';

export const OPENAI_URL = 'https://api.openai.com/v1';

/** Label values of the metrics. */
export type LlmOperation = 'extract' | 'update' | 'regenerate' | 'enhance' | 'vary';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  operation: LlmOperation;
  model: string;
  messages: readonly ChatMessage[];
  /** The schema that the answer must have, in OpenAI's strict subset. */
  schema: { name: string; schema: Record<string, unknown> };
  maxTokens: number;
  seed?: number;
}

/** `OPENAI_TIMEOUT=0` means no wish; something must end a call all the same. */
const LONGEST_CALL_MS = 600_000;
const LONGEST_WAIT_MS = 60_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8000;

type Settings = Config['llm'];

/** HTTP to the language model: slots, time-outs, retries, bounds and figures. What a reply means is for others. */
export class ChatClient {
  readonly traits: TraitMemory;
  readonly slots: CallSlots;
  readonly #client: OpenAI;
  readonly #callMs: number;

  constructor(
    private readonly settings: Settings,
    private readonly metrics: MetricsService,
    readonly clock: Clock,
  ) {
    const baseURL = settings.baseUrl ?? OPENAI_URL;
    this.#callMs = settings.timeoutMs === 0 ? LONGEST_CALL_MS : settings.timeoutMs;
    this.traits = new TraitMemory(clock, new URL(baseURL).hostname === 'api.openai.com');
    this.slots = new CallSlots(settings.maxConcurrent);
    this.#client = new OpenAI({
      baseURL,
      // Servers without keys ignore it; the package insists on one.
      apiKey: settings.apiKey ?? 'none',
      // Nothing is taken from the environment behind the settings' back.
      organization: null,
      project: null,
      adminAPIKey: null,
      webhookSecret: null,
      logLevel: 'off',
      // Retries and times are ours: within one deadline, by our clock, outside the slot.
      maxRetries: 0,
      timeout: LONGEST_CALL_MS + this.#callMs,
      fetch: boundedFetch,
      // A redirect would carry the prompt to whoever the server names.
      fetchOptions: { redirect: 'manual' },
    });
  }

  get secret(): string | undefined {
    return this.settings.apiKey;
  }

  /** For a whole operation, its waiting, retries and repair included: three calls' time. */
  deadline(caller: AbortSignal): Deadline {
    return new Deadline(this.clock, 3 * this.#callMs, caller);
  }

  /**
   * Asks until there is a reply that `read` takes, or trying again is of no use.
   * @throws LlmFailure, the signal's reason, or what `read` throws
   */
  async ask<T>(
    request: ChatRequest,
    traits: ServerTraits,
    deadline: Deadline,
    read: (reply: ChatReply) => T,
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.slots.run(() => this.#measured(request, traits, deadline, read), deadline.signal);
      } catch (error) {
        const wait = this.#waitBeforeRetry(error, attempt);
        if (wait === undefined || wait >= deadline.remainingMs) throw error;
        await deadline.pause(wait);
      }
    }
  }

  /** Undefined: no further try. */
  #waitBeforeRetry(error: unknown, attempt: number): number | undefined {
    if (!(error instanceof LlmFailure) || !error.isTransient || attempt >= this.settings.maxRetries) {
      return undefined;
    }
    const asked = error.retryAfterMs;
    if (asked !== undefined) return asked <= LONGEST_WAIT_MS ? asked : undefined;
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** attempt, LONGEST_BACKOFF_MS);
    // Jitter, so that calls which failed together do not come back together.
    return backoff * (0.75 + Math.random() * 0.25);
  }

  async #measured<T>(
    request: ChatRequest,
    traits: ServerTraits,
    deadline: Deadline,
    read: (reply: ChatReply) => T,
  ): Promise<T> {
    const { operation, model } = request;
    const startedAt = this.clock.now();
    let outcome = 'cancelled';
    try {
      const reply = await this.#exchange(request, traits, deadline.signal);
      // Paid for, whatever comes of it.
      this.metrics.llmTokens.inc({ model, kind: 'prompt' }, reply.usage?.prompt_tokens ?? 0);
      this.metrics.llmTokens.inc({ model, kind: 'completion' }, reply.usage?.completion_tokens ?? 0);
      outcome = 'unusable-answer';
      const value = read(reply);
      outcome = 'ok';
      return value;
    } catch (error) {
      if (error instanceof LlmFailure) outcome = error.kind;
      throw error;
    } finally {
      this.metrics.llmRequests.inc({ operation, outcome });
      this.metrics.llmDuration.observe({ operation }, (this.clock.now() - startedAt) / 1000);
    }
  }

  async #exchange(request: ChatRequest, traits: ServerTraits, signal: AbortSignal): Promise<ChatReply> {
    using call = new Deadline(this.clock, this.#callMs, signal);
    try {
      const response = await this.#client.chat.completions
        .create(bodyOf(request, traits), { signal: call.signal })
        .asResponse();
      return parseReply(await response.text());
    } catch (error) {
      call.signal.throwIfAborted();
      throw toLlmFailure(error, this.settings.apiKey, this.clock.now());
    }
  }
}

function bodyOf(
  request: ChatRequest,
  traits: ServerTraits,
): OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming {
  const { name, schema } = request.schema;
  return {
    model: request.model,
    messages: request.messages.map((message) => ({ ...message })),
    ...(traits.format === 'json_schema' && {
      response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
    }),
    ...(traits.format === 'json_object' && { response_format: { type: 'json_object' } }),
    ...(traits.tokenLimit !== 'none' && { [traits.tokenLimit]: request.maxTokens }),
    ...(request.seed !== undefined && traits.takesSeed && { seed: request.seed }),
  };
}
