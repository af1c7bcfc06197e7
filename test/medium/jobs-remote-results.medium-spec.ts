import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, eventually, inState, JobBench, OWNER, submit } from '../support/job-bench.js';
import { type JobView, usedChoice } from '../../src/features/jobs/index.js';
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

/** A job that is in the queue, its place known. */
function waits(portal: TestPortal, { request }: JobView): Promise<JobView> {
  return eventually(
    () => portal.jobs.get(request.id, OWNER),
    ({ state, queuePosition }) => state === 'queued' && queuePosition !== undefined,
  );
}

describe('the result of a server', () => {
  it('that is no video fails the attempt, and its device hears of it', async () => {
    const page = new TextEncoder().encode('<html>502 Bad Gateway</html>');
    const write = async (path: string) => {
      const file = await bench.disk.open(path, 'create');
      await file.write(page);
      await file.close();
    };
    const portal = await bench.start({
      engine: { kind: 'remote', output: 'video', write },
      config: { maxAttempts: 2 },
    });
    const job = await submit(portal);
    (await portal.engine.started(1)).end();
    (await portal.engine.started(2)).end();

    const done = await ended(portal, job);
    expect(done.failure).toMatchObject({ code: 'attempts_used_up' });
    expect(done.failure?.message).toContain('no usable video: It is an HTML page.');
    expect(portal.devices.list()[0]?.failures).toBe(1);
    expect(bench.publicFiles()).toEqual([]);
  });

  it.each([
    [0, 'it is empty'],
    [2_000_000, 'at most 1000000 are taken (ENGINE_MAX_RESULT_MB)'],
  ])('of %d bytes fails the attempt', async (videoBytes, reason) => {
    const portal = await bench.start({
      engine: { kind: 'remote', output: 'video', videoBytes },
      config: { maxAttempts: 1, maxResultBytes: 1_000_000 },
    });
    const job = await submit(portal);
    (await portal.engine.started(1)).end();

    expect((await ended(portal, job)).failure?.message).toContain(reason);
  });

  it('is published with a poster, and beside it the original where that is wished', async () => {
    const portal = await bench.start({
      engine: { kind: 'remote', output: 'video' },
      config: { keepOriginals: true },
    });
    const job = await submit(portal);
    (await portal.engine.started(1)).end();

    const done = await ended(portal, job);
    expect(done.artifacts.map(({ role }) => role)).toEqual(['video', 'poster', 'original']);
    const folder = `/static/videos/${job.request.id}`;
    expect([done.videoUrl, done.originalUrl]).toEqual([`${folder}/video.mp4`, `${folder}/original.mp4`]);
  });

  it.each([
    [99, 99],
    [-1, 5],
    [Number.NaN, 5],
    [1.5, 5],
  ])('may name the seed that was used: %d of a job with seed 5 is told as %d', async (seed, told) => {
    const portal = await bench.start({ engine: { kind: 'remote', output: 'video', seed } });
    const job = await portal.jobs.submit(OWNER, { spec: { prompt: 'a', seed: 5 } });
    (await portal.engine.started(1)).end();
    await ended(portal, job);

    const after = await bench.restart();
    expect(usedChoice(await after.jobs.get(job.request.id, OWNER)).spec.seed).toBe(told);
  });

  it('may be an image', async () => {
    const portal = await bench.start({
      engine: { kind: 'remote', output: 'image', capabilities: { tasks: ['text-to-image'] } },
    });
    const job = await submit(portal);
    expect(job.request.spec.task).toBe('text-to-image');
    (await portal.engine.started(1)).end();

    const done = await ended(portal, job);
    expect([done.state, done.videoUrl, done.imageUrl]).toEqual([
      'succeeded',
      undefined,
      `/static/videos/${job.request.id}/image.png`,
    ]);
  });
});

describe('the progress of a server that tells none', () => {
  it('is estimated from the runs of its device, and says so', async () => {
    const portal = await bench.start({
      engine: remote({ server: new SimulatedServer(), capabilities: { progress: 'none' } }),
    });
    const first = await submit(portal);
    const run = await portal.engine.started(1);
    await inState(portal, first, 'running');
    bench.clock.advance(10_000);
    expect((await portal.jobs.get(first.request.id, OWNER)).progress?.fraction).toBe(0);
    run.end();
    await ended(portal, first);

    const second = await submit(portal);
    await portal.engine.started(2);
    await inState(portal, second, 'running');
    bench.clock.advance(5000);

    expect((await portal.jobs.get(second.request.id, OWNER)).progress).toMatchObject({
      fraction: expect.closeTo(0.45),
      estimated: true,
    });
  });
});

describe('a result that is on its way from a server', () => {
  it('does not keep the device from its next job', async () => {
    const portal = await bench.start({ engine: remote() });
    const [first, second] = [await submit(portal), await submit(portal, 'another')];
    const run = await portal.engine.started(1);
    run.context.onDeviceFree?.();

    (await portal.engine.started(2)).end();
    await ended(portal, second);
    expect((await portal.jobs.get(first.request.id, OWNER)).state).toBe('running');
    run.end();
    const done = await ended(portal, first);
    expect([done.state, portal.devices.list()[0]?.jobs]).toEqual(['succeeded', []]);
  });

  it('makes the job run again elsewhere, and the device suspect, where it does not come', async () => {
    const portal = await bench.start({ engine: remote({ devices: 2 }) });
    const job = await submit(portal);
    const run = await portal.engine.started(1);
    run.context.onDeviceFree?.();
    run.end({ kind: 'device-fault', message: 'it died in the middle' });
    (await portal.engine.started(2)).end();

    const done = await ended(portal, job);
    expect(done.attempts.map(({ device }) => device)).toEqual(['remote:0', 'remote:1']);
    expect(portal.devices.list().map(({ state }) => state)).toEqual(['quarantined', 'idle']);
  });

  it('says nothing about the device where the job is cancelled meanwhile', async () => {
    const portal = await bench.start({ engine: remote() });
    const job = await submit(portal);
    (await portal.engine.started(1)).context.onDeviceFree?.();
    await portal.jobs.cancel(job.request.id, OWNER);

    expect((await ended(portal, job)).state).toBe('cancelled');
    expect(portal.devices.list()).toMatchObject([{ state: 'idle', failures: 0 }]);
  });

  it('keeps new jobs waiting where too many of them pile up', async () => {
    const portal = await bench.start({ engine: remote({ kind: 'cpu' }) });
    for (let number = 1; number <= 32; number += 1) {
      await submit(portal, `job ${number}`);
      (await portal.engine.started(number)).context.onDeviceFree?.();
    }
    const late = await submit(portal, 'one more');
    await waits(portal, late);
    expect(portal.engine.runCount).toBe(32);

    for (const run of portal.engine.active) run.end();
    (await portal.engine.started(33)).end();
    expect((await ended(portal, late)).state).toBe('succeeded');
  });
});
