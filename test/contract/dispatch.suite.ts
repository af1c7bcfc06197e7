import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFinal, QueuePause } from '../../src/features/jobs/index.js';
import { ended, eventually, inState, OWNER, submit } from '../support/job-bench.js';
import type { TestPortal, TestPortalOptions } from '../support/test-portal.js';

export interface DispatchUnderTest {
  /** A new world of folders, and what else the driver needs. */
  make: () => Promise<{
    start: (options?: Partial<TestPortalOptions>) => Promise<TestPortal>;
    /** As `kill -9`. */
    kill: (portal: TestPortal) => Promise<void>;
    remove: () => Promise<void>;
  }>;
}

/** Who waits, who runs and where: what every way of dispatching keeps, for one process as for many. */
export function describeDispatch(name: string, { make }: DispatchUnderTest): void {
  describe(`dispatch ${name}`, { timeout: 60_000 }, () => {
    let world: Awaited<ReturnType<DispatchUnderTest['make']>>;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(async () => {
      await world.remove();
    });

    const running = (portal: TestPortal, count: number) =>
      eventually(
        () => Promise.resolve(portal.engine.active.length),
        (length) => length === count,
      );

    it('starts as many jobs as there are devices, and the next when one is free', async () => {
      const portal = await world.start({ engine: { devices: 2 } });
      const jobs = [await submit(portal, 'one'), await submit(portal, 'two'), await submit(portal, 'three')];
      await running(portal, 2);
      expect((await portal.jobs.get(jobs[2]!.request.id, OWNER)).queuePosition).toBe(1);
      expect(portal.jobs.queueSize).toBe(1);
      (await portal.engine.started(1)).end();
      expect((await portal.engine.started(3)).spec.prompt).toBe('three');
      for (const number of [2, 3]) (await portal.engine.started(number)).end();
      for (const job of jobs) expect((await ended(portal, job)).state).toBe('succeeded');
      expect([portal.engine.runCount, portal.engine.mostOnOneDevice]).toEqual([3, 1]);
    });

    it('runs the oldest first', async () => {
      const portal = await world.start();
      const first = await submit(portal, 'first');
      await inState(portal, first, 'running');
      for (const prompt of ['a', 'b', 'c']) await submit(portal, prompt);
      const prompts: string[] = [];
      for (let number = 1; number <= 4; number += 1) {
        const run = await portal.engine.started(number);
        prompts.push(run.spec.prompt);
        run.end();
      }
      expect(prompts).toEqual(['first', 'a', 'b', 'c']);
    });

    it('gives a job whose device broke to another one, before those that wait', async () => {
      const portal = await world.start({ engine: { devices: 2 } });
      const job = await submit(portal, 'breaks');
      const run = await portal.engine.started(1);
      run.end({ kind: 'device-fault' });
      const again = await portal.engine.started(2);
      expect(again.spec.prompt).toBe('breaks');
      expect(again.context.device.name).not.toBe(run.context.device.name);
      again.end();
      expect(await ended(portal, job)).toMatchObject({
        state: 'succeeded',
        attempts: [{ problem: { reason: 'device-fault' } }, { number: 2 }],
      });
    });

    it('never starts a job that was cancelled while it waited, and stops one that runs', async () => {
      const portal = await world.start();
      const runs = await submit(portal, 'runs');
      await inState(portal, runs, 'running');
      const waits = await submit(portal, 'waits');
      expect((await portal.jobs.cancel(waits.request.id, OWNER)).state).toBe('cancelled');
      expect((await portal.jobs.cancel(runs.request.id, OWNER)).state).toBe('cancelled');
      const next = await submit(portal, 'next');
      (await portal.engine.started(2)).end();
      expect((await ended(portal, next)).state).toBe('succeeded');
      expect(portal.engine.runCount).toBe(2);
    });

    it('starts nothing of an owner who has paused, and what others have; then goes on', async () => {
      const portal = await world.start();
      const queues = portal.module.get(QueuePause, { strict: false });
      const runs = await submit(portal, 'runs');
      await inState(portal, runs, 'running');
      const waits = await submit(portal, 'waits');
      await queues.pause(OWNER);
      const late = await submit(portal, 'came later');
      const theirs = await portal.jobs.submit('another', { spec: { prompt: 'theirs' } });
      (await portal.engine.started(1)).end();
      (await portal.engine.started(2)).end();
      await eventually(
        () => portal.jobs.get(theirs.request.id, 'another'),
        ({ state }) => isFinal(state),
      );
      await ended(portal, runs);
      expect(queues.view(OWNER)).toEqual({ isPaused: true, waiting: 2, running: 0 });
      expect(portal.engine.runCount).toBe(2);
      await queues.resume(OWNER);
      for (const number of [3, 4]) (await portal.engine.started(number)).end();
      for (const job of [waits, late]) expect((await ended(portal, job)).state).toBe('succeeded');
    });

    it('keeps an owner paused over a new start', async () => {
      const portal = await world.start();
      await portal.module.get(QueuePause, { strict: false }).pause(OWNER);
      const job = await submit(portal, 'waits');
      await world.kill(portal);
      const after = await world.start();
      const queues = after.module.get(QueuePause, { strict: false });
      expect(queues.view(OWNER)).toEqual({ isPaused: true, waiting: 1, running: 0 });
      await queues.resume(OWNER);
      (await after.engine.started(1)).end();
      expect((await ended(after, job)).state).toBe('succeeded');
    });

    it('refuses what does not fit into the queue', async () => {
      const portal = await world.start({ config: { queueMax: 2 } });
      const first = await submit(portal, 'runs');
      await inState(portal, first, 'running');
      for (const prompt of ['one', 'two']) await submit(portal, prompt);
      await expect(submit(portal, 'three')).rejects.toMatchObject({ code: 'queue_full' });
    });

    it('expires what has waited too long, and not what waits for an older one that runs', async () => {
      const portal = await world.start({ engine: { devices: 0 }, others: [{ name: 'other', devices: 1 }] });
      const [runs, stuck] = await Promise.all([
        portal.jobs.submit(OWNER, { spec: { prompt: 'runs' }, engine: 'other' }),
        portal.jobs.submit(OWNER, { spec: { prompt: 'nobody is there for it' }, engine: 'sim' }),
      ]);
      await inState(portal, runs, 'running');
      const behind = await portal.jobs.submit(OWNER, { spec: { prompt: 'behind it' }, engine: 'other' });
      const old = await eventually(
        () => portal.jobs.expireWaiting(1, OWNER),
        ({ expired }) => expired > 0,
      );
      expect(old).toMatchObject({ before: 2, after: 1, expired: 1 });
      expect((await portal.jobs.get(stuck.request.id, OWNER)).state).toBe('expired');
      expect((await portal.jobs.get(behind.request.id, OWNER)).state).toBe('queued');
    });

    it('goes on after an orderly end with what was running and waiting', async () => {
      const portal = await world.start({ config: { shutdownGraceMs: 0 } });
      const jobs = [await submit(portal, 'one'), await submit(portal, 'two')];
      await inState(portal, jobs[0]!, 'running');
      await portal.lifecycle.drain();
      const next = await world.start({ engine: { runMs: () => 1 } });
      for (const job of jobs) expect((await ended(next, job)).state).toBe('succeeded');
      expect((await next.jobs.get(jobs[0]!.request.id, OWNER)).attempts).toMatchObject([
        { problem: { reason: 'shutdown' } },
        { number: 2 },
      ]);
    });

    it('goes on after a kill with what was running and waiting', async () => {
      const portal = await world.start();
      const jobs = [await submit(portal, 'one'), await submit(portal, 'two')];
      await inState(portal, jobs[0]!, 'running');
      await world.kill(portal);
      const next = await world.start({ engine: { runMs: () => 1 } });
      for (const job of jobs) expect((await ended(next, job)).state).toBe('succeeded');
      const records = await Promise.all(jobs.map(({ request }) => next.jobs.get(request.id, OWNER)));
      expect(records.every(({ state }) => isFinal(state))).toBe(true);
      expect(records[0]?.attempts).toMatchObject([{ problem: { reason: 'interrupted' } }, { number: 2 }]);
    });
  });
}
