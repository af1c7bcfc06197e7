import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type PortalProcess, sleep, startFleet, until } from '../support/fleet/fleet.js';
import { LossyProxy } from '../support/fleet/lossy-proxy.js';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.js';

const hasRedis = findRedis() !== undefined;
/**
 * Longer than every time-out that a loss of Redis starts: a command (5 s), two pings (4 s), the longest pause before
 * the next try (2 s), a lock of these tests (5 s) with Bull's two checks (2.5 s each), and the sweep (2 s). A minute
 * would pass the same ones and no others.
 */
const LONG_MS = 15_000;

function redisIs(process: PortalProcess, state: string) {
  return until(
    () => process.health(),
    ({ redis }) => redis === state,
  );
}

const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);

describe.skipIf(!hasRedis)(`a bad network${hasRedis ? '' : ` (${HOW_TO_GET_REDIS})`}`, () => {
  let fleet: Fleet;
  let proxy: LossyProxy;
  beforeEach(async () => {
    fleet = await startFleet();
    proxy = await LossyProxy.start(fleet.redis.port);
  });
  afterEach(async () => {
    await fleet.remove();
    await proxy.close();
  });

  const behindProxy = () => ({ REDIS_URL: proxy.url });
  const startWorker = (msPerStep: number, env = {}) =>
    fleet.start({ role: 'worker', engines: [{ devices: 2, msPerStep }], env });

  it('that breaks the connections of a worker again and again costs no job and no attempt', async () => {
    const [api] = await Promise.all([fleet.start({ role: 'api' }), startWorker(5, behindProxy())]);
    await api.knowsEngines();
    const jobs = [];
    for (const name of named('job', 40)) {
      jobs.push(await api.submit(name));
      if (jobs.length % 5 === 0) proxy.drop();
      await sleep(20);
    }
    for (const { id } of jobs)
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    expect(proxy.connections).toBeGreaterThan(4);
  });

  it('that swallows all that a worker says leaves its runs alone, and gives what waits to others', async () => {
    const [api, mute] = await Promise.all([
      fleet.start({ role: 'api' }),
      fleet.start({ role: 'worker', engines: [{ devices: 1, msPerStep: 400 }], env: behindProxy() }),
    ]);
    await api.knowsEngines();
    const running = await api.submit('runs', { steps: 50 });
    await until(
      () => api.job(running.id),
      ({ state }) => state === 'running',
    );
    const waiting = await Promise.all(named('waits', 3).map((name) => api.submit(name)));
    proxy.mute();
    await startWorker(1);
    // One of them was held by the worker that is not heard any more.
    for (const { id } of waiting)
      expect(await api.ended(id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    await redisIs(mute, 'down');
    // It has lost the lock, and goes on: it lives, as its sign on the folder says.
    expect(await api.ended(running.id)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    proxy.heal();
    await redisIs(mute, 'up');
  });

  it('that cuts a process off that takes jobs in delays them, and no more', async () => {
    const [cut, other] = await Promise.all([
      fleet.start({ role: 'api', env: behindProxy() }),
      fleet.start({ role: 'api' }),
      startWorker(1),
    ]);
    await cut.knowsEngines();
    proxy.cut();
    await redisIs(cut, 'down');
    const jobs = await Promise.all(named('cut off', 10).map((name) => cut.submit(name)));
    // The other one finds them on the folder and tells Redis of them.
    for (const { id } of jobs)
      expect(await other.ended(id, 60_000)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
    proxy.heal();
    await redisIs(cut, 'up');
    for (const { id } of jobs) expect((await cut.ended(id)).state).toBe('succeeded');
  });

  it('that is away for long, under load: all is taken in durably, and run afterwards', async () => {
    const env = behindProxy();
    const [api, second] = await Promise.all([
      fleet.start({ role: 'api', env }),
      fleet.start({ role: 'api', env }),
      startWorker(20, env),
      startWorker(20, env),
    ]);
    await Promise.all([api.knowsEngines(), second.knowsEngines()]);
    const jobs = await Promise.all(named('before', 20).map((name) => api.submit(name)));
    proxy.cut();
    const end = Date.now() + LONG_MS;
    for (let index = 0; Date.now() < end; index += 1) {
      jobs.push(await [api, second][index % 2]!.submit(`meanwhile ${index}`));
      await sleep(250);
    }
    expect(jobs.length).toBeGreaterThan(20);
    proxy.heal();
    for (const { id } of jobs)
      expect(await api.ended(id, 60_000)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
  });

  it('Redis halted for long: jobs are answered for at once, and run afterwards', async () => {
    const [api] = await Promise.all([fleet.start({ role: 'api' }), startWorker(20)]);
    await api.knowsEngines();
    const jobs = await Promise.all(named('before', 6).map((name) => api.submit(name, { steps: 20 })));
    fleet.redis.halt();
    const startedAt = Date.now();
    while (Date.now() - startedAt < LONG_MS) {
      // An answer that waited for Redis would not come in this loop, which ends before Redis goes on.
      jobs.push(await api.submit(`meanwhile ${jobs.length}`));
      await sleep(500);
    }
    expect(jobs.length).toBeGreaterThan(6);
    fleet.redis.resume();
    for (const { id } of jobs)
      expect(await api.ended(id, 60_000)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
  });

  it('a folder that cannot be read for a while: what waits is said to be in trouble, and run afterwards', async () => {
    const api = await fleet.start({ role: 'api' });
    const first = await startWorker(1);
    await api.knowsEngines();
    await first.end('SIGTERM');
    const job = await api.submit('unreadable');
    const shard = join(fleet.dataDir, 'jobs', job.id.slice(0, 6));
    const trap = join(shard, `${job.id}.jsonl`);
    mkdirSync(trap, { recursive: true });
    const worker = await startWorker(1);
    await until(
      () => Promise.resolve(worker.output),
      (output) => output.includes('could not be taken; it goes on waiting'),
    );
    // Others are not held up by it.
    const other = await api.submit('as ever');
    expect((await api.ended(other.id)).state).toBe('succeeded');
    rmSync(trap, { recursive: true });
    expect(await api.ended(job.id, 60_000)).toMatchObject({ state: 'succeeded', attempts: [{ number: 1 }] });
  });
});
