import type { LazyModuleLoader } from '@nestjs/core';
import type { Config } from '../../../config/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Fleet } from '../../../platform/fleet/index.js';
import type { RedisLink } from '../../../platform/redis/index.js';
import type { EnginesService } from '../../engines/index.js';

/** What the shared queue is made of. */
export interface BullQueueParts {
  link: RedisLink;
  engines: EnginesService;
  fleet: Fleet;
  clock: Clock;
  config: Config;
  modules: LazyModuleLoader;
  wakeChannel: () => string;
}

const SHORTEST_LOCK_MS = 5000;

/** How long the lock of a job lasts in Redis. */
export function lockMsOf({ config }: Pick<BullQueueParts, 'config'>): number {
  return Math.max(SHORTEST_LOCK_MS, config.workerTimeoutMs);
}
