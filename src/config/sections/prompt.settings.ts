import { resolve } from 'node:path';
import { z } from 'zod';
import { count, httpUrl, seconds } from '../setting-types.js';

const model = z.string().min(1).max(200).default('gpt-4o-mini');

export const promptSettings = {
  SESSIONS_DIR: z.string().min(1).default('./sessions'),
  SESSION_TTL: seconds(3600),
  SESSION_MAX: count(1000, 1, 1_000_000),
  SESSIONS_PER_MINUTE: count(60, 1, 100_000),
  PROMPT_PROVIDER: z.enum(['auto', 'builtin', 'openai']).default('auto'),
  PROMPT_FALLBACK: z.enum(['none', 'builtin']).default('none'),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  PARAMETER_EXTRACTION_MODEL: model,
  UPDATE_REQUEST_MODEL: model,
  PROMPT_REGENERATION_MODEL: model,
  PROMPT_ENHANCEMENT_MODEL: model,
  PROMPT_VARIATION_MODEL: model,
  OPENAI_TIMEOUT: seconds(60),
  OPENAI_MAX_CONCURRENT: count(4, 1, 256),
  OPENAI_MAX_RETRIES: count(2, 0, 10),
};

export interface PromptConfig {
  readonly sessionsDir: string;
  /** After which an unused session is deleted; 0: never. */
  readonly sessionTtlMs: number;
  /** Sessions that one owner may have. */
  readonly sessionMax: number;
  /** New sessions that one owner may open in a minute. */
  readonly sessionsPerMinute: number;
  readonly promptProvider: 'builtin' | 'openai';
  readonly promptFallback: 'none' | 'builtin';
  readonly llm: {
    /** A secret. */
    readonly apiKey: string | undefined;
    readonly baseUrl: string | undefined;
    readonly models: {
      readonly extract: string;
      readonly update: string;
      readonly regenerate: string;
      readonly enhance: string;
      readonly vary: string;
    };
    /** For one call. */
    readonly timeoutMs: number;
    readonly maxConcurrent: number;
    readonly maxRetries: number;
  };
}

type Settings = z.output<z.ZodObject<typeof promptSettings>>;

export function promptConfig(settings: Settings): PromptConfig {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, PROMPT_PROVIDER: provider } = settings;
  const isThere = apiKey !== undefined || baseUrl !== undefined;
  return {
    sessionsDir: resolve(settings.SESSIONS_DIR),
    sessionTtlMs: settings.SESSION_TTL * 1000,
    sessionMax: settings.SESSION_MAX,
    sessionsPerMinute: settings.SESSIONS_PER_MINUTE,
    promptProvider: provider === 'auto' ? (isThere ? 'openai' : 'builtin') : provider,
    promptFallback: settings.PROMPT_FALLBACK,
    llm: {
      apiKey,
      baseUrl,
      models: {
        extract: settings.PARAMETER_EXTRACTION_MODEL,
        update: settings.UPDATE_REQUEST_MODEL,
        regenerate: settings.PROMPT_REGENERATION_MODEL,
        enhance: settings.PROMPT_ENHANCEMENT_MODEL,
        vary: settings.PROMPT_VARIATION_MODEL,
      },
      timeoutMs: settings.OPENAI_TIMEOUT * 1000,
      maxConcurrent: settings.OPENAI_MAX_CONCURRENT,
      maxRetries: settings.OPENAI_MAX_RETRIES,
    },
  };
}
