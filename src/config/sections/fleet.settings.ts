import { z } from 'zod';
import { count } from '../setting-types.js';

/** `redis://` and `rediss://` addresses; user and password may be in them, so the value is a secret. */
const redisUrl = z.string().transform((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    ctx.addIssue({ code: 'custom', message: 'wants a redis:// or rediss:// address' });
    return z.NEVER;
  }
  return text;
});

export const fleetSettings = {
  REDIS_URL: redisUrl.optional(),
  PORTAL_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  WORKER_TIMEOUT: count(10, 2, 600),
};

export interface FleetConfig {
  /** A secret. Undefined: one process does everything. */
  readonly redisUrl: string | undefined;
  readonly role: 'all' | 'api' | 'worker';
  /** After which a process that gives no sign of life has lost its jobs to others. */
  readonly workerTimeoutMs: number;
}

type Settings = z.output<z.ZodObject<typeof fleetSettings>>;

export function fleetConfig(settings: Settings): FleetConfig {
  return {
    redisUrl: settings.REDIS_URL,
    role: settings.PORTAL_ROLE,
    workerTimeoutMs: settings.WORKER_TIMEOUT * 1000,
  };
}
