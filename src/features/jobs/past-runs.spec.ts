import { beforeEach, describe, expect, it } from 'vitest';
import { recordAfter } from '../../../test/support/job-records.js';
import type { DevicesService } from '../devices/index.js';
import type { EnginesService } from '../engines/index.js';
import { PastRuns } from './past-runs.js';
import type { Attempt, JobRecord } from './job.types.js';

const SERVER = { name: 'sim:0', kind: 'remote', index: 0, detail: '10.0.0.7:8000' };

describe('PastRuns', () => {
  let told: { device: number[]; engine: number[] };
  let shapes: Set<string>;
  let sut: PastRuns;

  beforeEach(() => {
    told = { device: [], engine: [] };
    shapes = new Set();
    const engine = {
      capabilities: { model: 'wan' },
      remember: (_spec: unknown, _device: unknown, runMs: number) => told.engine.push(runMs),
    };
    const engines = { find: (name: string) => (name === 'sim' ? engine : undefined) };
    const devices = {
      find: (name: string) => (name === SERVER.name ? SERVER : undefined),
      remember: (_name: string, shape: string, runMs: number) => {
        shapes.add(shape);
        told.device.push(runMs);
      },
    };
    sut = new PastRuns(engines as unknown as EnginesService, devices as unknown as DevicesService);
  });

  /** Of a job that ran for so long on the server, and of that generated for all but 100 ms. */
  function ran(runMs: number, endedAt: number, change: Partial<Attempt> = {}): JobRecord {
    const attempt: Attempt = {
      number: 1,
      device: SERVER.name,
      model: 'wan',
      startedAt: endedAt - runMs,
      generatedAt: endedAt,
      stageMs: { denoising: runMs - 100 },
      remoteJob: { id: 'x', detail: SERVER.detail },
      ...change,
    };
    return { ...recordAfter(), state: 'succeeded', attempts: [attempt] };
  }

  it('tells devices and engines of finished runs, in the order in which they ended', () => {
    for (const record of [ran(3000, 9000), ran(1000, 5000), ran(2000, 7000)]) sut.note(record);
    sut.tell();

    expect(told).toEqual({ device: [1000, 2000, 3000], engine: [900, 1900, 2900] });
    expect([...shapes]).toEqual(['sim text-to-video 16x16x5 4x2']);
  });

  it('goes by the shape that was asked for, not by the frames that came', () => {
    sut.note(ran(1000, 5000, { numFrames: 9 }));
    sut.tell();

    expect([...shapes]).toEqual(['sim text-to-video 16x16x5 4x2']);
  });

  it('tells each of them once', () => {
    sut.note(ran(1000, 5000));
    sut.tell();
    sut.tell();

    expect(told.device).toEqual([1000]);
  });

  it.each([
    ['of another model', { model: 'ltx' }],
    ['of a device that is gone', { device: 'sim:1' }],
    ['of another server in this place', { remoteJob: { id: 'x', detail: '10.0.0.8:8000' } }],
    ['of an engine that is gone', { engine: 'lightx2v' }],
  ])('says nothing %s', (_what, change) => {
    const record = ran(1000, 5000, change);
    const { engine = 'sim' } = record.attempts[0] ?? {};
    sut.note({ ...record, request: { ...record.request, engine } });
    sut.tell();

    expect(told).toEqual({ device: [], engine: [] });
  });

  it('says nothing of what has no result', () => {
    for (const state of ['queued', 'running', 'failed', 'cancelled', 'expired'] as const)
      sut.note({ ...ran(1000, 5000), state });
    sut.tell();

    expect(told.device).toEqual([]);
  });

  it('keeps the latest 512, however many there are', () => {
    for (let endedAt = 5000; endedAt > 0; endedAt -= 1) sut.note(ran(endedAt, endedAt));
    sut.tell();

    expect([told.device.length, told.device[0], told.device.at(-1)]).toEqual([512, 4489, 5000]);
  });
});
