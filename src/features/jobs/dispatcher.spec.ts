import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId, recordAfter, requestOf } from '../../../test/support/job-records.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { loadConfig } from '../../config/index.js';
import type { DeviceDescription } from '../../kernel/device.js';
import type { JobId } from '../../kernel/ids.js';
import type { Lease } from '../../kernel/lease-pool.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { DevicesService } from '../devices/index.js';
import { Dispatcher } from './dispatcher.js';
import type { JobRunner, RunResult } from './job-runner.js';
import type { JobStore } from './job-store.js';
import type { JobRequest } from './job.types.js';

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
    run: (request: JobRequest, lease: Lease) =>
      new Promise<RunResult>((resolve) => {
        const end: Run['end'] = (result, outcome) => {
          const told =
            outcome === 'ok' ? { ok: true as const } : { ok: false as const, broke: true, reason: 'broke' };
          devices.finish(lease, request.id, { shape: 'shape', runMs: 1, outcome: told });
          runs.splice(runs.indexOf(run), 1);
          resolve(result);
        };
        const run: Run = { id: request.id, engine: request.engine, lease, end };
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
    clock,
    metrics,
  );
  const submit = (number: number, engine = 'one', preferredDevice = number) => {
    const request = requestOf({ id: jobId(number), engine, preferredDevice });
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
    .flatMap(({ engine }) => devices.namesOf(engine))
    .filter((name) => devices.canTake(name));
}

describe('the dispatcher', () => {
  it('lets no device idle while a job that it can run waits, whatever happens', async () => {
    const step = fc.record({
      kind: fc.constantFrom('submit', 'end', 'again', 'fault', 'wait'),
      engine: fc.constantFrom('one', 'two'),
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
          for (const { kind, engine, which } of steps) {
            const run = world.runs[which % Math.max(1, world.runs.length)];
            if (kind === 'submit') world.submit((submitted += 1), engine, which);
            else if (kind === 'wait') world.clock.advance(5000);
            else if (kind === 'end') run?.end({ kind: 'final' }, 'ok');
            else if (kind === 'again') run?.end({ kind: 'again' }, 'ok');
            else run?.end({ kind: 'again', avoid: run.lease.device.name }, 'broke');
            await settle();

            expect(idleDevices(world)).toEqual([]);
            for (const { id, lease, engine: wanted } of world.runs) {
              expect(lease.device.name.startsWith(wanted)).toBe(true);
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
});
