import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fleet, type PortalProcess, startFleet, until } from '../support/fleet/fleet.js';
import { findRedis, HOW_TO_GET_REDIS, RedisServer } from '../support/fleet/redis-server.js';

const hasRedis = findRedis() !== undefined;
const WORKER = { role: 'worker', engines: [{ devices: 2, msPerStep: 2 }] } as const;

/** Resolves with what a process that must not start has said, when it has ended. */
async function lastWords(process: PortalProcess): Promise<string> {
  await until(
    () => Promise.resolve(process.isGone),
    (isGone) => isGone,
    60_000,
  );
  expect(process.child.exitCode).toBe(1);
  return process.output;
}

function redisIs(process: PortalProcess, state: string) {
  return until(
    () => process.health(),
    ({ redis }) => redis === state,
  );
}

describe.skipIf(!hasRedis)(`Redis in trouble${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  let fleet: Fleet;
  afterEach(async () => {
    await fleet.remove();
  });

  it('that may evict keys is refused at the start, with what to do about it', async () => {
    fleet = await startFleet({}, ['--maxmemory-policy', 'allkeys-lru']);
    const text = await lastWords(await fleet.spawn({ role: 'api' }));
    expect(text).toContain('maxmemory-policy allkeys-lru');
    expect(text).toContain('CONFIG SET maxmemory-policy noeviction');
  });

  it('that is a read-only replica is refused at the start', async () => {
    fleet = await startFleet();
    const primary = await RedisServer.start(mkdtempSync(join(tmpdir(), 'reelsmith-redis-')));
    try {
      fleet.redis.command('replicaof', '127.0.0.1', String(primary.port));
      const text = await lastWords(await fleet.spawn({ role: 'worker' }));
      expect(text).toContain('is a replica, which is read-only');
    } finally {
      await primary.remove();
    }
  });

  it('that is not there at the start is said once, and waited for', async () => {
    fleet = new Fleet(await RedisServer.planned(mkdtempSync(join(tmpdir(), 'reelsmith-redis-'))));
    const [api, worker] = await Promise.all([fleet.start({ role: 'api' }), fleet.start(WORKER)]);
    expect((await api.health()).redis).toBe('down');
    await api.knowsEngines();
    const job = await api.submit('before Redis');
    expect((await api.job(job.id)).state).toBe('queued');
    await fleet.redis.start();
    expect((await api.ended(job.id)).state).toBe('succeeded');
    const said = (process: PortalProcess) =>
      process.output.split('Redis (REDIS_URL) does not work').length - 1;
    expect(said(api)).toBeGreaterThanOrEqual(1);
    expect(said(api) + said(worker)).toBeLessThanOrEqual(8);
    expect(api.output).toContain('Redis is there');
  });

  it('that is gone under load costs no job: all that is taken in meanwhile is run afterwards', async () => {
    fleet = await startFleet();
    const [api] = await Promise.all([fleet.start({ role: 'api' }), fleet.start(WORKER)]);
    await api.knowsEngines();
    const before = await Promise.all(Array.from({ length: 20 }, (_, index) => api.submit(`before ${index}`)));
    await fleet.redis.kill();
    await redisIs(api, 'down');
    // Nobody waits for a Redis that is not there: it comes back only when all of these have been answered.
    const during = await Promise.all(Array.from({ length: 20 }, (_, index) => api.submit(`during ${index}`)));
    await fleet.redis.start();
    for (const { id } of [...before, ...during])
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
  });

  it('that answers nothing any more is found out, and the connection made anew', async () => {
    fleet = await startFleet();
    const [api] = await Promise.all([fleet.start({ role: 'api' }), fleet.start(WORKER)]);
    await api.knowsEngines();
    fleet.redis.halt();
    const job = await api.submit('into the silence');
    await redisIs(api, 'down');
    fleet.redis.resume();
    expect((await api.ended(job.id)).state).toBe('succeeded');
  });

  it('that has forgotten everything gets it all again from the records', async () => {
    fleet = await startFleet();
    const api = await fleet.start({ role: 'api' });
    const worker = await fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 500 }] });
    await api.knowsEngines();
    const jobs = [await api.submit('runs', { steps: 100 })];
    for (let index = 0; index < 10; index += 1) jobs.push(await api.submit(`waits ${index}`));
    await until(
      () => api.job(jobs[0]!.id),
      ({ state }) => state === 'running',
    );
    await worker.end('SIGKILL');
    fleet.redis.command('flushall');
    expect(fleet.redis.command('dbsize')).toBe('0');
    await fleet.start(WORKER);
    for (const { id } of jobs) expect((await api.ended(id)).state).toBe('succeeded');
  });

  it('holds ids, and nothing that a request said', async () => {
    fleet = await startFleet();
    const api = await fleet.start({ role: 'api' });
    const worker = await fleet.start(WORKER);
    await api.knowsEngines();
    await worker.end('SIGTERM');
    await api.submit('a secret of the studio');
    await until(
      () => Promise.resolve(fleet.redis.command('keys', '*')),
      (keys) => keys.includes(':wait'),
    );
    const read: Record<string, string[]> = { hash: ['hgetall'], list: ['lrange'], string: ['get'] };
    const values = fleet.redis
      .command('keys', '*')
      .split('\n')
      .map((key) => {
        const [command = 'type'] = read[fleet.redis.command('type', key)] ?? [];
        return fleet.redis.command(command, key, ...(command === 'lrange' ? ['0', '-1'] : []));
      });
    expect(values.join()).toContain('removeOnComplete');
    expect(values.join()).not.toContain('secret');
  });
});
