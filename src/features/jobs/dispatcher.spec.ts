import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId, recordAfter, requestOf, SPEC } from '../../../test/support/job-records.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { loadConfig } from '../../config/index.js';
import type { DeviceDescription } from '../../kernel/device.js';
import type { JobId } from '../../kernel/ids.js';
import type { Lease } from '../../kernel/lease-pool.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { DevicesService } from '../devices/index.js';
import { Dispatcher } from './dispatcher.js';
import { JobQueue } from './job-queue.js';
import type { JobRunner, RunOrder } from './job-runner.js';
import type { JobStore } from './job-store.js';
import type { JobRequest } from './job.types.js';
import type { RunRecorder, RunResult } from './run-recorder.js';

// Devices break here by the dozen.
Logger.overrideLogger(false);

const metrics = new MetricsService();
const DEVICES: Record<string, number> = { one: 3, two: 2 };

interface Run {
  id: JobId;
  engine: string;
  lease: Lease;
  end: (result: RunResult, outcome: 'ok' | 'broke') => void;
}

/** Real devices and a real queue; the runner does what the test says. */
function setUp(concurrency = 1) {
  const clock = new ManualClock();
  const config = { ...loadConfig({}), deviceConcurrency: concurrency };
  const devices = new DevicesService(config, clock, new EventBus(), metrics);
  for (const [engine, count] of Object.entries(DEVICES)) {
    const list = Array.from({ length: count }, (_, index): DeviceDescription => {
      return { name: `${engine}:${index}`, kind: 'cpu', index };
    });
    devices.register(engine, list, () => Promise.resolve());
  }
  const requests = new Map<JobId, JobRequest>();
  const runs: Run[] = [];
  const runner = {
    isBehind: false,
    prepare: () => undefined,
    forget: () => undefined,
    run: ({ request, choice, lease }: RunOrder) =>
      new Promise<RunResult>((resolve) => {
        const end: Run['end'] = (result, outcome) => {
          const told =
            outcome === 'ok' ? { ok: true as const } : { ok: false as const, broke: true, reason: 'broke' };
          devices.finish(lease, request.id, { shape: 'shape', runMs: 1, outcome: told });
          runs.splice(runs.indexOf(run), 1);
          resolve(result);
        };
        const run: Run = { id: request.id, engine: choice.engine, lease, end };
        runs.push(run);
      }),
  };
  const store = {
    peek: (id: JobId) => {
      const request = requests.get(id);
      return request && { ...recordAfter(), request };
    },
  };
  const sut = new Dispatcher(
    store as unknown as JobStore,
    devices,
    runner as unknown as JobRunner,
    {} as RunRecorder,
    clock,
    metrics,
    new JobQueue(),
  );
  const submit = (number: number, engine = 'one', preferredDevice = number, others: string[] = []) => {
    const alternatives = others.map((other) => ({ engine: other, spec: SPEC }));
    const request = requestOf({ id: jobId(number), engine, preferredDevice, alternatives });
    requests.set(request.id, request);
    sut.enqueue(request);
    sut.pump();
  };
  return { clock, devices, runs, runner, sut, submit };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Devices that could take a job now although one that they could run waits. */
function idleDevices({ devices, sut }: ReturnType<typeof setUp>): string[] {
  return sut.queue
    .list()
    .flatMap(({ engines }) => engines.flatMap((engine) => devices.namesOf(engine)))
    .filter((name) => devices.canTake(name));
}

describe('the dispatcher', () => {
  it('lets no device idle while a job that it can run waits, whatever happens', async () => {
    const step = fc.record({
      kind: fc.constantFrom('submit', 'end', 'again', 'fault', 'wait'),
      engines: fc.shuffledSubarray(['one', 'two'], { minLength: 1 }),
      which: fc.nat({ max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 2 }),
        async (steps, concurrency) => {
          const world = setUp(concurrency);
          world.sut.open();
          let submitted = 0;
          const wanted = new Map<JobId, readonly string[]>();
          for (const { kind, engines, which } of steps) {
            const [engine, ...others] = engines;
            const run = world.runs[which % Math.max(1, world.runs.length)];
            if (kind === 'submit') {
              wanted.set(jobId((submitted += 1)), engines);
              world.submit(submitted, engine, which, others);
            } else if (kind === 'wait') world.clock.advance(5000);
            else if (kind === 'end') run?.end({ kind: 'final' }, 'ok');
            else if (kind === 'again') run?.end({ kind: 'again' }, 'ok');
            else run?.end({ kind: 'again', avoid: run.lease.device.name }, 'broke');
            await settle();

            expect(idleDevices(world)).toEqual([]);
            for (const { id, lease, engine: used } of world.runs) {
              expect(wanted.get(id)).toContain(used);
              expect(lease.device.name.startsWith(used)).toBe(true);
              expect(world.sut.queue.has(id)).toBe(false);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('puts a batch of up to as many jobs as there are free devices on one device each', () => {
    for (let start = 0; start < 7; start += 1) {
      for (let size = 1; size <= 3; size += 1) {
        const { runs, sut, submit } = setUp();
        sut.open();
        for (let index = 0; index < size; index += 1) submit(index, 'one', start + index);

        const names = runs.map(({ lease }) => lease.device.name);
        expect(names).toEqual(Array.from({ length: size }, (_, index) => `one:${(start + index) % 3}`));
      }
    }
  });

  it('gives a freed device to the oldest job in the same turn, whatever device that preferred', () => {
    const { runs, sut, submit } = setUp();
    sut.open();
    for (let number = 0; number < 6; number += 1) submit(number, 'one', number < 3 ? number : 0);
    const freed = runs[2];

    freed?.end({ kind: 'final' }, 'ok');

    const next = runs.at(-1);
    expect([next?.id, next?.lease.device.name]).toEqual([jobId(3), freed?.lease.device.name]);
  });

  it('starts nothing before it is opened, nor after it was closed, even if it is opened then', async () => {
    const { runs, sut, submit } = setUp();
    submit(1);
    expect(runs).toEqual([]);
    sut.open();
    expect(runs).toHaveLength(1);
    sut.close();
    submit(2);
    runs[0]?.end({ kind: 'final' }, 'ok');
    await settle();
    sut.open();

    expect([runs.length, sut.queue.size]).toEqual([0, 1]);
  });

  it('starts nothing while encoding lags behind, and goes on when it has caught up', async () => {
    const { runner, runs, sut, submit } = setUp();
    sut.open();
    submit(1);
    runner.isBehind = true;
    submit(2);
    expect(runs).toHaveLength(1);

    runner.isBehind = false;
    runs[0]?.end({ kind: 'final' }, 'ok');
    await settle();

    expect(runs.map(({ id }) => id)).toEqual([jobId(2)]);
  });

  it('runs a job whose device broke on another one, and on the same one only when it is well again', async () => {
    const { clock, runs, sut, submit } = setUp();
    sut.open();
    submit(1, 'two', 0);
    runs[0]?.end({ kind: 'again', avoid: 'two:0' }, 'broke');
    await settle();
    expect(runs.map(({ lease }) => lease.device.name)).toEqual(['two:1']);
    runs[0]?.end({ kind: 'again', avoid: 'two:1' }, 'broke');
    await settle();
    expect([runs.length, sut.queue.size]).toEqual([0, 1]);

    clock.advance(1000);
    await settle();

    expect(runs).toHaveLength(1);
  });

  it('takes the first engine that has a free device, and the next one only where it has none', () => {
    const { runs, sut, submit } = setUp();
    sut.open();
    for (let number = 0; number < 4; number += 1) submit(number, 'two', 0, ['one']);

    expect(runs.map(({ lease }) => lease.device.name)).toEqual(['two:0', 'two:1', 'one:0', 'one:1']);
  });

  it('lets a job pass an older one that waits for another engine', () => {
    const { runs, sut, submit } = setUp();
    sut.open();
    for (let number = 0; number < 3; number += 1) submit(number, 'two', 0);
    submit(9, 'one', 0);

    expect([sut.queue.positionOf(jobId(2)), runs.at(-1)?.id]).toEqual([1, jobId(9)]);
  });

  it('keeps the age of a job that nobody took, and no other', async () => {
    const { clock, devices, runs, sut, submit } = setUp();
    sut.open();
    submit(1, 'two', 0);
    submit(2, 'two', 1);
    const since = clock.now();
    clock.advance(5000);
    for (const name of ['one', 'two'])
      devices.namesOf(name).forEach((device) => devices.reproach(device, 'x'));
    sut.close();
    runs[0]?.end({ kind: 'again', keepsPlace: true }, 'ok');
    runs[0]?.end({ kind: 'again' }, 'ok');
    await settle();

    expect(sut.queue.list().map((job) => job.since)).toEqual([since, since + 5000]);
  });

  it('gives a resumed job its own device before anything else', () => {
    const { runs, sut, submit } = setUp();
    for (let number = 1; number <= 4; number += 1) submit(number, 'two', 0);
    const request = requestOf({ id: jobId(99), engine: 'two' });
    const choice = { engine: 'two', spec: SPEC };
    sut.enqueueResumption({ request, choice, device: 'two:1', remoteJob: 'remote-7' });
    sut.open();

    expect(runs.map(({ id, lease }) => [id, lease.device.name])).toEqual([
      [jobId(99), 'two:1'],
      [jobId(1), 'two:0'],
    ]);
  });

  it('asks for all jobs that a server had, also when it turns out to be dead at the first of them', async () => {
    const { runs, sut } = setUp();
    const choice = { engine: 'two', spec: SPEC };
    for (const number of [1, 2]) {
      const request = requestOf({ id: jobId(number), engine: 'two' });
      sut.enqueueResumption({ request, choice, device: 'two:1', remoteJob: `remote-${number}` });
    }
    sut.open();
    runs[0]?.end({ kind: 'final' }, 'broke');
    await settle();

    expect(runs.map(({ id, lease }) => [id, lease.device.name])).toEqual([[jobId(2), 'two:1']]);
  });

  it('needs no timer for jobs that wait, however many there are', () => {
    const { clock, sut, submit } = setUp();
    sut.open();
    for (let number = 0; number < 1000; number += 1) submit(number, 'one', number, ['two']);

    expect([sut.queue.size, clock.pending]).toEqual([995, 0]);
  });
});
