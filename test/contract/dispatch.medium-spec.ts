import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/kernel/clock.js';
import { RedisLink } from '../../src/platform/redis/index.js';
import { findRedis, HOW_TO_GET_REDIS, RedisServer } from '../support/fleet/redis-server.js';
import { ended, inState, JobBench, OWNER, submit } from '../support/job-bench.js';
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

  it('goes on alone, without Redis, with what was taken in together', { timeout: 60_000 }, async () => {
    const bench = new JobBench();
    const redis = await RedisServer.start(mkdtempSync(join(tmpdir(), 'reelsmith-redis-')));
    const config = { redisUrl: redis.url, role: 'all', workerTimeoutMs: 1000 } as const;
    const before = await bench.start({ clock: new SystemClock(), config });
    const jobs = [await submit(before, 'runs'), await submit(before, 'waits')];
    const batch = await before.batches.submit(OWNER, [
      { spec: { prompt: 'b0' } },
      { spec: { prompt: 'b1' } },
    ]);
    const ids = [...jobs, ...batch.jobs].map(({ request }) => request.id);
    await inState(before, jobs[0]!, 'running');
    bench.disk.kill();
    await before.module.get(RedisLink, { strict: false }).stop();
    await redis.kill();
    const after = await bench.start({ clock: new SystemClock(), engine: { runMs: () => 1 } });
    for (const id of ids) expect((await ended(after, id)).state).toBe('succeeded');
    expect((await after.batches.get(batch.id, OWNER)).completed).toBe(2);
    expect(bench.records().filter((path) => /\/(intake|lines)\//.test(path))).toEqual([]);
    expect(
      (await (await bench.restart({ clock: new SystemClock() })).jobs.list({ owner: OWNER, limit: 10 }))
        .items,
    ).toHaveLength(4);
    bench.remove();
  });
});
