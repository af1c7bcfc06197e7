import { z } from 'zod';
import { engineSettings } from './sections/engine.settings.js';
import { facadeSettings } from './sections/facade.settings.js';
import { fleetSettings } from './sections/fleet.settings.js';
import { inputSettings } from './sections/input.settings.js';
import { objectSettings } from './sections/object.settings.js';
import { modelSettings } from './sections/model.settings.js';
import { promptSettings } from './sections/prompt.settings.js';
import { flag, list, optionalPositive, seconds } from './setting-types.js';

const port = z.coerce.number<string>().int().min(0).max(65_535);

/** `name:key,...` -> key holder by name. A key must be long enough not to be guessed. */
const apiKeys = list().transform((items, ctx) => {
  const keys = new Map<string, string>();
  for (const item of items) {
    const separator = item.indexOf(':');
    const name = item.slice(0, separator);
    const key = item.slice(separator + 1);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || key.length < 16 || keys.has(name)) {
      ctx.addIssue({
        code: 'custom',
        message: 'wants name:key,... with distinct names and keys of at least 16 characters',
      });
      return z.NEVER;
    }
    keys.set(name, key);
  }
  return keys;
});

/** Every setting, by the name of its environment variable. `.env.example` documents each; a test keeps them equal. */
export const environmentSchema = z.object({
  PORT: list('8000').pipe(z.array(port).min(1).max(8)),
  HOST: z.string().min(1).default('127.0.0.1'),
  API_KEYS: apiKeys,
  ALLOW_ANONYMOUS: flag(false),
  CORS_ORIGINS: list(),
  TRUSTED_HOSTS: list(),
  DATA_DIR: z.string().min(1).default('./data'),
  STATIC_DIR: z.string().min(1).default('./static'),
  ...engineSettings,
  ...promptSettings,
  ...inputSettings,
  ...objectSettings,
  ...facadeSettings,
  ...modelSettings,
  ...fleetSettings,
  QUEUE_TTL: seconds(300),
  QUEUE_MAX: z.coerce.number().int().min(1).max(1_000_000).default(1000),
  MAX_ATTEMPTS: z.coerce.number().int().min(1).max(1000).default(5),
  JOB_STALL_TIMEOUT: seconds(600),
  SHUTDOWN_GRACE: seconds(30),
  RETENTION_DAYS: optionalPositive,
  RETENTION_GB: optionalPositive,
  COMPAT_UNKNOWN_JOB: z.enum(['404', 'pending']).default('404'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
