import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, eventually, inState, JobBench, OWNER, submit } from '../support/job-bench.js';
import { DeviceFaultError } from '../../src/features/engines/index.js';
import type { JobView } from '../../src/features/jobs/index.js';
import type { SimulatedEngineOptions } from '../support/simulated-engine.js';
import { SimulatedServer } from '../support/simulated-server.js';
import type { TestPortal } from '../support/test-portal.js';

let bench: JobBench;
let server: SimulatedServer;
beforeEach(() => {
  bench = new JobBench();
  server = new SimulatedServer();
});
afterEach(() => bench.remove());

const remote = (change: SimulatedEngineOptions = {}): SimulatedEngineOptions => ({
  name: 'remote',
  kind: 'remote',
  server,
  ...change,
});

/** A submitted job whose server's id is on disk. */
async function submitted(portal: TestPortal, prompt = 'a red ball') {
  const job = await submit(portal, prompt);
  return eventually(
    () => portal.jobs.get(job.request.id, OWNER),
    ({ attempts }) => attempts.at(-1)?.remoteJob !== undefined,
  );
}

/** A job that is in the queue, its place known. */
function waits(portal: TestPortal, { request }: JobView): Promise<JobView> {
  return eventually(
    () => portal.jobs.get(request.id, OWNER),
    ({ state, queuePosition }) => state === 'queued' && queuePosition !== undefined,
  );
}

function journalOf(id: string): string[] {
  const path = bench.records().find((file) => file.includes(id)) ?? '';
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => /"type":"([a-z-]+)"/.exec(line)?.[1] ?? line);
}

describe('a job on a server', () => {
  it('has the id that the server gave it on disk before it is asked about', async () => {
    const portal = await bench.start({ engine: remote({ detailOf: () => '10.0.0.7:8000' }) });
    const job = await submitted(portal);

    expect(journalOf(job.request.id)).toEqual(['submitted', 'attempt-started', 'remote-job']);
    expect(job.attempts[0]?.remoteJob).toEqual({ id: server.list[0]?.id, detail: '10.0.0.7:8000' });
  });

  it('has the next one behind it as soon as its end is in sight, each recorded as it was', async () => {
    const portal = await bench.start({ engine: remote() });
    const first = await submit(portal, 'a red ball');
    const second = await submit(portal, 'a blue cube');
    const third = await submit(portal, 'a green cat');
    const [run] = [await portal.engine.started(1)];
    run.context.onEndInSight?.(true);
    const next = await portal.engine.started(2);
    expect(portal.engine.runCount).toBe(2);
    run.end();
    await ended(portal, first.request.id);
    next.end();
    await ended(portal, second.request.id);
    (await portal.engine.started(3)).end();

    const jobs = [first, second, third].map(({ request }) => ended(portal, request.id));
    expect((await Promise.all(jobs)).map(({ state, attempts }) => [state, attempts.length])).toEqual([
      ['succeeded', 1],
      ['succeeded', 1],
      ['succeeded', 1],
    ]);
  });

  it('keeps its device for itself again where its end was foreseen wrongly', async () => {
    const portal = await bench.start({ engine: remote() });
    await submit(portal, 'a red ball');
    const run = await portal.engine.started(1);
    run.context.onEndInSight?.(true);
    run.context.onEndInSight?.(false);
    const second = await submit(portal, 'a blue cube');

    expect([(await waits(portal, second)).queuePosition, portal.engine.runCount]).toEqual([1, 1]);
    run.end();
    (await portal.engine.started(2)).end();
    expect((await ended(portal, second.request.id)).state).toBe('succeeded');
  });

  it('goes on there after a kill of the portal, as the same attempt, and is not submitted again', async () => {
    const portal = await bench.start({ engine: remote() });
    const job = await submitted(portal);

    const after = await bench.restart({ engine: remote() });
    const run = await after.engine.started(1);
    expect(run.context.remoteJob).toBe(server.list[0]?.id);
    run.end();

    const done = await ended(after, job.request.id);
    expect([done.state, done.attempts.length, server.list.length]).toEqual(['succeeded', 1, 1]);
  });

  it('goes on there after an orderly shutdown too, which does not cancel it', async () => {
    const portal = await bench.start({ engine: remote(), config: { shutdownGraceMs: 1000 } });
    const job = await submitted(portal);
    const drained = portal.lifecycle.drain();
    bench.clock.advance(1000);
    await drained;
    expect(server.list.map(({ state }) => state)).toEqual(['running']);

    const after = await bench.restart({ engine: remote() });
    (await after.engine.started(1)).end();

    const done = await ended(after, job.request.id);
    expect([done.state, done.attempts.length]).toEqual(['succeeded', 1]);
    expect(server.list).toMatchObject([{ state: 'done', reattached: 1 }]);
  });

  it('is submitted anew, and that counts, where the server has lost it meanwhile', async () => {
    const portal = await bench.start({ engine: remote({ devices: 2 }) });
    const job = await submitted(portal);
    server.forgetAll();

    const after = await bench.restart({ engine: remote({ devices: 2 }) });
    (await after.engine.started(2)).end();

    const done = await ended(after, job.request.id);
    expect(done.attempts.map(({ problem }) => problem?.reason)).toEqual(['lost', undefined]);
    expect(done.attempts.map(({ device }) => device)).toEqual(['remote:0', 'remote:1']);
  });

  it('is given up when servers lose it again and again', async () => {
    const portal = await bench.start({ engine: remote({ devices: 4 }), config: { maxAttempts: 3 } });
    const job = await submit(portal);
    for (const run of [1, 2, 3]) (await portal.engine.started(run)).end({ kind: 'lost' });

    const done = await ended(portal, job);
    expect([done.failure?.code, done.attempts.length]).toEqual(['attempts_used_up', 3]);
  });

  it('is queued anew where its device is not among the devices any more', async () => {
    const portal = await bench.start({ engine: remote() });
    const job = await submitted(portal);

    const after = await bench.restart({ engine: { name: 'other' }, others: [] });

    const now = await after.jobs.get(job.request.id, OWNER);
    expect([now.state, now.attempts[0]?.problem?.reason]).toEqual(['queued', 'interrupted']);
  });

  it('is found again where the list of servers has changed its order', async () => {
    const order = (names: string[]) => remote({ devices: 2, detailOf: (index) => names[index] ?? '' });
    const portal = await bench.start({ engine: order(['left:1', 'right:1']) });
    await submitted(portal);

    const after = await bench.restart({ engine: order(['right:1', 'left:1']) });

    expect((await after.engine.started(1)).context.device.name).toBe('remote:1');
  });

  it('keeps its device from jobs that wait, whatever their age', async () => {
    const portal = await bench.start({ engine: remote() });
    const first = await submitted(portal, 'first');
    const second = await submit(portal, 'second');

    const after = await bench.restart({ engine: remote() });
    const run = await after.engine.started(1);

    expect(run.spec.prompt).toBe('first');
    expect((await after.jobs.get(second.request.id, OWNER)).queuePosition).toBe(1);
    run.end();
    expect((await ended(after, first.request.id)).state).toBe('succeeded');
  });

  it('is cancelled at its server when that was asked for just before a kill', async () => {
    let confirm: () => void = () => undefined;
    server.cancelHold = new Promise((resolve) => (confirm = resolve));
    const portal = await bench.start({ engine: remote() });
    const job = await submitted(portal);
    void portal.jobs.cancel(job.request.id, OWNER);
    await eventually(
      () => portal.jobs.get(job.request.id, OWNER),
      ({ cancelRequested }) => cancelRequested,
    );
    bench.disk.kill();
    server.cancelHold = Promise.resolve();

    const after = await bench.start({ engine: remote() });

    expect((await ended(after, job.request.id)).state).toBe('cancelled');
    expect(server.list).toMatchObject([{ state: 'cancelled', reattached: 1 }]);
    confirm();
  });

  it('that is being cancelled says so, and holds its device until the server has confirmed', async () => {
    let confirm: () => void = () => undefined;
    server.cancelHold = new Promise((resolve) => (confirm = resolve));
    const portal = await bench.start({ engine: remote() });
    const job = await submitted(portal);
    const next = await submit(portal, 'next');

    const cancelled = portal.jobs.cancel(job.request.id, OWNER);
    const waiting = await eventually(
      () => portal.jobs.get(job.request.id, OWNER),
      ({ cancelling }) => cancelling === true,
    );
    expect([waiting.state, portal.devices.list()[0]?.state]).toEqual(['running', 'busy']);
    expect((await portal.jobs.get(next.request.id, OWNER)).state).toBe('queued');
    confirm();

    expect((await cancelled).state).toBe('cancelled');
    expect((await portal.engine.started(2)).spec.prompt).toBe('next');
  });

  it('that could not be stopped at its server is cancelled, and its device is not trusted for a while', async () => {
    server.cancelHold = Promise.reject(new DeviceFaultError('it does not stop'));
    server.cancelHold.catch(() => undefined);
    const portal = await bench.start({ engine: remote() });
    const job = await submitted(portal);

    expect((await portal.jobs.cancel(job.request.id, OWNER)).state).toBe('cancelled');
    expect(portal.devices.list()[0]).toMatchObject({
      state: 'quarantined',
      quarantine: { reason: 'it does not stop' },
    });
  });

  it('fails where the server calls it something that cannot be recorded', async () => {
    const portal = await bench.start({ engine: { kind: 'remote' }, config: { maxAttempts: 1 } });
    const job = await submit(portal);
    const run = await portal.engine.started(1);

    for (const id of ['', 'two\nlines', 'x'.repeat(513)])
      await expect(run.context.recordRemoteJob(id)).rejects.toThrow('512 characters');
    await run.context.recordRemoteJob('x'.repeat(512));
    run.end();

    expect((await ended(portal, job)).attempts[0]?.remoteJob?.id).toHaveLength(512);
  });
});

describe('a server that is full', () => {
  it('is left alone as long as it wishes, and the job waits on in its place, without an attempt', async () => {
    const portal = await bench.start({ engine: remote({ server: new SimulatedServer() }) });
    const job = await submit(portal, 'first');
    const other = await submit(portal, 'second');
    (await portal.engine.started(1)).end({ kind: 'busy', retryAfterMs: 4000 });

    const waiting = await waits(portal, job);
    expect([waiting.attempts, waiting.queuePosition]).toEqual([[], 1]);
    expect((await portal.jobs.get(other.request.id, OWNER)).queuePosition).toBe(2);
    expect(portal.devices.list()[0]).toMatchObject({
      state: 'backing-off',
      failures: 0,
      backOff: { reason: 'The server is full.', until: bench.clock.now() + 4000 },
    });

    bench.clock.advance(3999);
    expect(portal.engine.runCount).toBe(1);
    bench.clock.advance(1);
    (await portal.engine.started(2)).end();

    const done = await ended(portal, job);
    expect([done.state, done.attempts.map(({ number }) => number)]).toEqual(['succeeded', [1]]);
  });

  it('lets another server have the job at once', async () => {
    const portal = await bench.start({ engine: remote(), others: [{ name: 'spare', kind: 'remote' }] });
    const job = await submit(portal);
    (await portal.engine.started(1)).end({ kind: 'busy' });

    (await portal.others[0]!.started(1)).end();

    expect((await ended(portal, job)).attempts).toMatchObject([{ number: 1, engine: 'spare' }]);
  });

  it('does not keep a job from expiring', async () => {
    const portal = await bench.start({ engine: remote(), config: { queueTtlMs: 10_000 } });
    const job = await submit(portal);
    for (let run = 1; run <= 3; run += 1) {
      (await portal.engine.started(run)).end({ kind: 'busy', retryAfterMs: 4000 });
      await waits(portal, job);
      if (run < 3) bench.clock.advance(4000);
    }
    bench.clock.advance(3000);
    await portal.jobs.expireWaiting(10_000, OWNER);

    expect((await portal.jobs.get(job.request.id, OWNER)).state).toBe('expired');
  });
});

describe('unlike engines', () => {
  it('are taken in their order, and the record tells which one ran with which values', async () => {
    const portal = await bench.start({
      engine: { name: 'first' },
      others: [{ name: 'second', capabilities: { model: 'second 2' } }],
    });
    const one = await submit(portal, 'one');
    const two = await submit(portal, 'two');
    await portal.others[0]!.started(1);

    const shown = await Promise.all([one, two].map((job) => inState(portal, job, 'running')));
    expect(shown.map(({ attempts }) => attempts[0])).toMatchObject([
      { engine: 'first', device: 'first:0', model: 'simulated 1' },
      { engine: 'second', device: 'second:0', model: 'second 2' },
    ]);
    expect(shown[1]?.request).toMatchObject({ engine: 'first', alternatives: [{ engine: 'second' }] });
  });

  it('are not mixed up where the client names one', async () => {
    const portal = await bench.start({ engine: { name: 'first' }, others: [{ name: 'second' }] });
    await portal.jobs.submit(OWNER, { spec: { prompt: 'a' }, engine: 'second' });
    const job = await portal.jobs.submit(OWNER, { spec: { prompt: 'b' }, engine: 'second' });

    expect(job.request.alternatives).toBeUndefined();
    expect(portal.engine.runCount).toBe(0);
    expect((await portal.jobs.get(job.request.id, OWNER)).queuePosition).toBe(1);
  });

  it('take over what another never accepted, at once and without a count', async () => {
    const portal = await bench.start({
      engine: { name: 'first', kind: 'remote' },
      others: [{ name: 'second', kind: 'remote' }],
      config: { maxAttempts: 1 },
    });
    const job = await submit(portal);
    (await portal.engine.started(1)).end({ kind: 'not-accepted' });
    (await portal.others[0]!.started(1)).end();

    const done = await ended(portal, job);
    expect(done.state).toBe('succeeded');
    expect(done.attempts.map(({ problem }) => problem?.reason)).toEqual(['not-accepted', undefined]);
    expect(portal.devices.list()[0]?.failures).toBe(1);
  });

  it('do not take over what another may still be working on', async () => {
    const portal = await bench.start({
      engine: { name: 'first', kind: 'remote' },
      others: [{ name: 'second', kind: 'remote' }],
    });
    const job = await submit(portal);
    (await portal.engine.started(1)).end({ kind: 'device-fault' });

    const waiting = await waits(portal, job);
    expect([waiting.queuePosition, portal.others[0]?.runCount]).toEqual([1, 0]);
    bench.clock.advance(1000);
    (await portal.engine.started(2)).end();

    expect((await ended(portal, job)).attempts.map(({ device }) => device)).toEqual(['first:0', 'first:0']);
  });

  it('may not share a device', async () => {
    const both = bench.start({ engine: { name: 'gpu' }, others: [{ name: 'gpu' }] });

    await expect(both).rejects.toThrow('both want the device gpu:0');
  });

  it('have the choice again when the job is retried', async () => {
    const portal = await bench.start({ engine: { name: 'first' }, others: [{ name: 'second' }] });
    const job = await submit(portal);
    (await portal.engine.started(1)).end({ kind: 'refuse' });
    await ended(portal, job);

    const again = await portal.jobs.retry(job.request.id, OWNER);

    expect(again.request.alternatives).toEqual(job.request.alternatives);
    expect(again.request.spec).toEqual(job.request.spec);
  });
});

describe('a server that never accepts', () => {
  it('is quarantined after three in a row', async () => {
    const portal = await bench.start({ engine: remote({ server: new SimulatedServer() }) });
    const job = await submit(portal);
    for (const run of [1, 2, 3]) (await portal.engine.started(run)).end({ kind: 'not-accepted' });

    await eventually(
      () => Promise.resolve(portal.devices.list()[0]?.state),
      (state) => state === 'quarantined',
    );
    expect((await waits(portal, job)).attempts).toHaveLength(3);
  });
});
