import { describe, expect, it } from 'vitest';
import type { JobView } from '../../features/jobs/index.js';
import { type JobId, newJobId } from '../../kernel/ids.js';
import { JobFeed } from './job-feed.js';

/** A feed with a clock in the test's hand; views are named by the state of a counter. */
function setUp() {
  const sent: { id: JobId; at: number; version: number }[] = [];
  const timers = new Set<{ at: number; callback: () => void }>();
  const world = {
    now: 1000,
    version: 0,
    sent,
    failed: undefined as unknown,
    find: undefined as (() => Promise<void>) | undefined,
  };
  const sut = new JobFeed({
    find: async (id) => {
      const { version } = world;
      await world.find?.();
      return { request: { id }, version } as unknown as JobView;
    },
    send: (job) =>
      sent.push({
        id: job.request.id,
        at: world.now,
        version: (job as unknown as { version: number }).version,
      }),
    fail: (error) => {
      world.failed = error;
    },
    now: () => world.now,
    schedule: (delayMs, callback) => {
      const timer = { at: world.now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const wait = async (ms: number) => {
    world.now += ms;
    const due = [...timers];
    for (const timer of due) {
      if (timer.at <= world.now && timers.delete(timer)) timer.callback();
    }
    await settle();
  };
  return { sut, world, sent, timers, wait, settle };
}

const A = newJobId();
const B = newJobId();

describe('JobFeed', () => {
  it('sends progress of a job at most five times a second, and the newest at the end', async () => {
    const { sut, world, sent, wait } = setUp();
    sut.open();
    for (let step = 0; step < 100; step += 1) {
      world.version += 1;
      sut.changed(A, false);
      await wait(10);
    }
    await wait(200);
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(sent.at(-1)?.version).toBe(100);
  });

  it('sends a change of state at once', async () => {
    const { sut, sent, settle } = setUp();
    sut.open();
    sut.changed(A, false);
    await settle();
    sut.changed(A, true);
    await settle();
    expect(sent).toHaveLength(2);
  });

  it('does not make one job wait for another', async () => {
    const { sut, sent, settle } = setUp();
    sut.open();
    sut.changed(A, false);
    sut.changed(B, false);
    await settle();
    expect(sent.map(({ id }) => id)).toEqual([A, B]);
  });

  it('keeps what changes before it is opened', async () => {
    const { sut, sent, settle } = setUp();
    sut.changed(A, true);
    await settle();
    expect(sent).toEqual([]);
    sut.open();
    await settle();
    expect(sent).toHaveLength(1);
  });

  it('never lets an older view follow a newer one', async () => {
    const { sut, world, sent, settle } = setUp();
    let openGate: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    world.find = () => gate;
    sut.open();
    sut.changed(A, true);
    world.find = undefined;
    world.version = 1;
    sut.changed(A, true);
    openGate();
    await settle();
    expect(sent.map(({ version }) => version)).toEqual([0, 1]);
  });

  it('leaves nothing behind when it is closed', async () => {
    const { sut, sent, timers, settle } = setUp();
    sut.open();
    sut.changed(A, false);
    sut.changed(A, false);
    sut.close();
    sut.changed(B, true);
    await settle();
    expect([sent.length, timers.size]).toEqual([0, 0]);
  });

  it('passes on that a job could not be read', async () => {
    const { sut, world, settle } = setUp();
    const error = new Error('unreadable');
    world.find = () => Promise.reject(error);
    sut.open();
    sut.changed(A, true);
    await settle();
    expect(world.failed).toBe(error);
  });
});
