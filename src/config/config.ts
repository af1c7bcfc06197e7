import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { environmentSchema } from './config.schema.js';
import { type EngineConfig, engineConfig } from './sections/engine.settings.js';
import { type FacadeConfig, facadeConfig } from './sections/facade.settings.js';
import { type FleetConfig, fleetConfig } from './sections/fleet.settings.js';
import { type InputConfig, inputConfig } from './sections/input.settings.js';
import { type ModelConfig, modelConfig } from './sections/model.settings.js';
import { type ObjectConfig, objectConfig, objectProblem } from './sections/object.settings.js';
import { type PromptConfig, promptConfig } from './sections/prompt.settings.js';

/** The settings, parsed once at start-up, validated and frozen. Paths are absolute, times in milliseconds. */
export interface Config
  extends EngineConfig, PromptConfig, InputConfig, ObjectConfig, FacadeConfig, ModelConfig, FleetConfig {
  readonly ports: readonly number[];
  readonly host: string;
  /** Name of the key's owner -> key. Empty: nobody needs a key. */
  readonly apiKeys: ReadonlyMap<string, string>;
  readonly allowAnonymous: boolean;
  readonly corsOrigins: readonly string[];
  /** Host names, beside loopback and `host`, that a request's `Host` header may carry when no API keys are set. */
  readonly trustedHosts: readonly string[];
  readonly dataDir: string;
  readonly staticDir: string;
  /** Where the page was built. No setting: it is a part of the program. */
  readonly pageDir: string;
  readonly queueTtlMs: number;
  readonly queueMax: number;
  readonly maxAttempts: number;
  /** A running job that reports no progress for this long has lost its device. */
  readonly stallTimeoutMs: number;
  readonly shutdownGraceMs: number;
  readonly retentionMs: number | undefined;
  readonly retentionBytes: number | undefined;
  readonly unknownJobAnswer: '404' | 'pending';
  readonly logLevel: string;
  /** True where logs go to a person's terminal. */
  readonly prettyLogs: boolean;
}

/** Thrown with all problems at once: names of settings only, never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Beside `src` and `dist`. */
const PAGE_DIR = fileURLToPath(new URL('../../static', import.meta.url));

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/** @param env the environment to read; `process.env` outside tests. */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  // `NAME=` in a shell or a .env file means that nothing was said, not the number zero.
  const said = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(said);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These settings are not valid:\n${problems.join('\n')}`);
  }
  const settings = parsed.data;
  refuseContradictions(settings);
  return Object.freeze({
    ports: settings.PORT,
    host: settings.HOST,
    apiKeys: settings.API_KEYS,
    allowAnonymous: settings.ALLOW_ANONYMOUS,
    corsOrigins: settings.CORS_ORIGINS,
    trustedHosts: settings.TRUSTED_HOSTS,
    dataDir: resolve(settings.DATA_DIR),
    staticDir: resolve(settings.STATIC_DIR),
    pageDir: PAGE_DIR,
    ...engineConfig(settings, said),
    ...promptConfig(settings),
    ...inputConfig(settings),
    ...objectConfig(settings),
    ...facadeConfig(settings),
    ...modelConfig(settings),
    ...fleetConfig(settings),
    queueTtlMs: settings.QUEUE_TTL * 1000,
    queueMax: settings.QUEUE_MAX,
    maxAttempts: settings.MAX_ATTEMPTS,
    stallTimeoutMs: settings.JOB_STALL_TIMEOUT * 1000,
    shutdownGraceMs: settings.SHUTDOWN_GRACE * 1000,
    retentionMs: settings.RETENTION_DAYS === undefined ? undefined : settings.RETENTION_DAYS * 86_400_000,
    retentionBytes: settings.RETENTION_GB === undefined ? undefined : settings.RETENTION_GB * 1e9,
    unknownJobAnswer: settings.COMPAT_UNKNOWN_JOB,
    logLevel: settings.LOG_LEVEL,
    prettyLogs: process.stdout.isTTY,
  });
}

/** Settings that are each valid, and together make no sense. */
function refuseContradictions(settings: z.output<typeof environmentSchema>): void {
  if (!isLoopback(settings.HOST) && settings.API_KEYS.size === 0 && !settings.ALLOW_ANONYMOUS) {
    throw new ConfigError(
      'HOST is not a loopback address and there are no API_KEYS: anyone on the network could use this server. ' +
        'Set API_KEYS, or ALLOW_ANONYMOUS=true if that is what you want.',
    );
  }
  if (settings.PROMPT_PROVIDER === 'openai' && !settings.OPENAI_API_KEY && !settings.OPENAI_BASE_URL) {
    throw new ConfigError(
      'PROMPT_PROVIDER=openai wants OPENAI_API_KEY, or OPENAI_BASE_URL of a server that needs none.',
    );
  }
  if (settings.PORTAL_ROLE !== 'all' && settings.REDIS_URL === undefined) {
    throw new ConfigError(
      'PORTAL_ROLE=api and PORTAL_ROLE=worker want REDIS_URL: one without the other does nothing.',
    );
  }
  const problem = objectProblem(settings);
  if (problem !== undefined) throw new ConfigError(problem);
}
