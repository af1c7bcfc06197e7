import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueuePause } from '../../src/features/jobs/index.js';
import { ended, inState, JobBench, OWNER, submit } from '../support/job-bench.js';
import { noSpace } from '../support/killable-file-system.js';
import type { TestPortal } from '../support/test-portal.js';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

const queueOf = (portal: TestPortal) => portal.module.get(QueuePause, { strict: false });

/** One job at a time, so that a second one has to wait. */
const start = () => bench.start({ engine: { devices: 1 } });

describe('a paused queue', () => {
  it('lets what runs go on, starts nothing more, and goes on where it was', async () => {
    const portal = await start();
    const [first, second] = [await submit(portal, 'first'), await submit(portal, 'second')];
    const run = await portal.engine.started(1);

    expect(await queueOf(portal).pause(OWNER)).toEqual({ isPaused: true, waiting: 1, running: 1 });
    run.end();
    await ended(portal, first);
    expect((await portal.jobs.get(second.request.id, OWNER)).state).toBe('queued');

    expect(await queueOf(portal).resume(OWNER)).toMatchObject({ isPaused: false });
    (await portal.engine.started(2)).end();
    expect((await ended(portal, second)).state).toBe('succeeded');
  });

  it('stays paused over a crash', async () => {
    const portal = await start();
    await queueOf(portal).pause(OWNER);
    const job = await submit(portal);

    const after = await bench.restart({ engine: { devices: 1 } });
    expect(queueOf(after).view(OWNER)).toEqual({ isPaused: true, waiting: 1, running: 0 });
    await queueOf(after).resume(OWNER);
    await inState(after, job, 'running');

    const last = await bench.restart({ engine: { devices: 1 } });
    expect(queueOf(last).view(OWNER).isPaused).toBe(false);
  });

  it('does not hold up the jobs of others', async () => {
    const portal = await start();
    await queueOf(portal).pause(OWNER);
    await submit(portal);
    const theirs = await portal.jobs.submit('somebody-else', { spec: { prompt: 'theirs' } });

    (await portal.engine.started(1)).end();
    await expect
      .poll(async () => (await portal.jobs.get(theirs.request.id, 'somebody-else')).state)
      .toBe('succeeded');
    expect(portal.jobs.queueSize).toBe(1);
  });

  it('lets nothing expire, neither while it is paused nor at once when it goes on', async () => {
    const portal = await start();
    await submit(portal, 'running');
    await portal.engine.started(1);
    await queueOf(portal).pause(OWNER);
    const job = await submit(portal, 'waiting');

    bench.clock.advance(3_600_000);
    expect((await portal.jobs.expireWaiting(60_000, OWNER)).expired).toBe(0);
    const { etaSeconds, queuePosition } = await portal.jobs.get(job.request.id, OWNER);
    expect([etaSeconds, queuePosition]).toEqual([undefined, 1]);

    await queueOf(portal).resume(OWNER);
    expect((await portal.jobs.expireWaiting(60_000, OWNER)).expired).toBe(0);
  });

  it('can be cancelled out of', async () => {
    const portal = await start();
    await queueOf(portal).pause(OWNER);
    const job = await submit(portal);
    expect((await portal.jobs.cancel(job.request.id, OWNER)).state).toBe('cancelled');
  });

  it('that could not be written down did not happen', async () => {
    const portal = await start();
    bench.disk.fault = (name) => (name === 'write' ? noSpace() : undefined);
    await expect(queueOf(portal).pause(OWNER)).rejects.toMatchObject({ code: 'storage_full' });
    expect(queueOf(portal).view(OWNER).isPaused).toBe(false);
    bench.disk.fault = () => undefined;
    expect((await queueOf(portal).pause(OWNER)).isPaused).toBe(true);
  });

  it('is not paused where somebody has damaged its record', async () => {
    await queueOf(await start()).pause(OWNER);
    const [name = ''] = readdirSync(join(bench.dataDir, 'paused'));
    writeFileSync(join(bench.dataDir, 'paused', name), '{"owner":7}');
    const portal = await bench.restart({ engine: { devices: 1 } });
    expect(queueOf(portal).view(OWNER).isPaused).toBe(false);
    await queueOf(portal).pause('another');
    expect(queueOf(portal).view('another').isPaused).toBe(true);
  });

  it('stays paused where an older version has written it down', async () => {
    await start();
    writeFileSync(join(bench.dataDir, 'paused-queues.json'), JSON.stringify({ owners: [OWNER, 'b/../c'] }));
    const portal = await bench.restart({ engine: { devices: 1 } });
    await queueOf(portal).resume('b/../c');
    const after = await bench.restart({ engine: { devices: 1 } });
    expect([OWNER, 'b/../c'].map((owner) => queueOf(after).view(owner).isPaused)).toEqual([true, false]);
  });
});

describe('a rating', () => {
  it('survives a crash, and finds the job', async () => {
    const portal = await start();
    const job = await submit(portal);
    await submit(portal, 'not rated');
    (await portal.engine.started(1)).end();
    await ended(portal, job);
    await portal.jobs.rate(job.request.id, OWNER, 4);

    const after = await bench.restart();
    const found = (minRating: number) => after.jobs.list({ owner: OWNER, minRating, limit: 10 });
    expect((await found(4)).items.map(({ request }) => request.id)).toEqual([job.request.id]);
    expect((await found(5)).items).toEqual([]);
    expect((await after.jobs.rate(job.request.id, OWNER, null)).rating).toBeUndefined();
  });
});
