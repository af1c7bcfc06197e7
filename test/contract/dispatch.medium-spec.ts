import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { SystemClock } from '../../src/kernel/clock.js';
import { RedisLink } from '../../src/platform/redis/index.js';
import { findRedis, HOW_TO_GET_REDIS, RedisServer } from '../support/fleet/redis-server.js';
import { JobBench } from '../support/job-bench.js';
import type { TestPortal, TestPortalOptions } from '../support/test-portal.js';
import { describeDispatch } from './dispatch.suite.js';

describeDispatch('within one process', {
  make: () => {
    const bench = new JobBench();
    const start = (options: Partial<TestPortalOptions> = {}) =>
      bench.start({ clock: new SystemClock(), ...options });
    const kill = () => {
      bench.disk.kill();
      return Promise.resolve();
    };
    return Promise.resolve({ start, kill, remove: () => Promise.resolve(bench.remove()) });
  },
});

const hasRedis = findRedis() !== undefined;

describe.skipIf(!hasRedis)(`with a real Redis${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  describeDispatch('through Bull on Redis', {
    make: async () => {
      const bench = new JobBench();
      const redis = await RedisServer.start(mkdtempSync(join(tmpdir(), 'reelsmith-redis-')));
      const portals: TestPortal[] = [];
      const cut = (portal: TestPortal) => portal.module.get(RedisLink, { strict: false }).stop();
      const start = async ({ config, ...options }: Partial<TestPortalOptions> = {}) => {
        const shared = { redisUrl: redis.url, role: 'all', workerTimeoutMs: 1000 } as const;
        const portal = await bench.start({
          clock: new SystemClock(),
          ...options,
          config: { ...shared, ...config },
        });
        portals.push(portal);
        return portal;
      };
      return {
        start,
        kill: async (portal) => {
          bench.disk.kill();
          await cut(portal);
        },
        remove: async () => {
          await Promise.all(portals.map(cut));
          bench.remove();
          await redis.kill();
        },
      };
    },
  });
});
