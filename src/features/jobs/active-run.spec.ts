import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { DeviceFaultError } from '../engines/index.js';
import { ActiveRun } from './active-run.js';

function setUp(stallTimeoutMs = 1000, estimateFromMs: readonly number[] = []) {
  const clock = new ManualClock();
  let announced = 0;
  const onProgress = () => {
    announced += 1;
  };
  const sut = new ActiveRun(clock, {
    device: 'sim:0',
    engine: 'sim',
    attempt: 1,
    stallTimeoutMs,
    estimateFromMs,
    onProgress,
  });
  return { clock, sut, announcements: () => announced };
}

describe('a preview', () => {
  it('is kept beside the progress, counted, and the last one told', () => {
    const { sut } = setUp();
    expect(sut.preview).toBeUndefined();
    sut.report({ stage: 'denoising', fraction: 0.1, preview: Uint8Array.of(1) });
    sut.report({ stage: 'denoising', fraction: 0.2 });
    expect(sut.preview).toEqual({ jpeg: Uint8Array.of(1), version: 1 });
    sut.report({ stage: 'denoising', fraction: 0.3, preview: Uint8Array.of(2) });
    expect(sut.preview).toEqual({ jpeg: Uint8Array.of(2), version: 2 });
    expect(sut.progress).toEqual({ stage: 'denoising', fraction: 0.3 });
  });

  it('is not kept where it is larger than it may be', () => {
    const { sut } = setUp();
    sut.report({ stage: 'denoising', fraction: 0.1, preview: new Uint8Array(65_537) });
    expect(sut.preview).toBeUndefined();
  });
});

describe('a run', () => {
  it('loses its device after a silence while it generates, which stops generation and not publication', () => {
    const { clock, sut } = setUp();
    sut.watch();
    clock.advance(999);
    sut.reportGeneration({ stage: 'denoising', fraction: 0.1 });
    clock.advance(999);
    expect(sut.generationSignal.aborted).toBe(false);

    clock.advance(1);

    expect(sut.generationSignal.reason).toBeInstanceOf(DeviceFaultError);
    expect([sut.signal.aborted, sut.stopReason]).toEqual([false, undefined]);
  });

  it('is not watched after generation, whatever the engine says then', () => {
    const { clock, sut } = setUp();
    sut.watch();
    sut.unwatch();
    sut.reportGeneration({ stage: 'denoising', fraction: 0.9 });

    clock.advance(10_000);

    expect(sut.generationSignal.aborted).toBe(false);
    expect(sut.progress.fraction).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('may be silent for ever where JOB_STALL_TIMEOUT is 0', () => {
    const { clock, sut } = setUp(0);
    sut.watch();

    clock.advance(1e9);

    expect(sut.generationSignal.aborted).toBe(false);
  });

  it('that is stopped says why, to the engine too, and keeps the first reason', () => {
    const { sut } = setUp();
    sut.stop('cancel');
    sut.stop('shutdown');

    expect(sut.stopReason).toBe('cancel');
    expect(sut.generationSignal.aborted).toBe(true);
  });

  it('never loses progress', () => {
    const { sut } = setUp();
    sut.watch();
    sut.reportGeneration({ stage: 'denoising', fraction: 0.6 });
    sut.reportGeneration({ stage: 'decoding', fraction: 0.2 });

    expect(sut.progress).toEqual({ stage: 'decoding', fraction: 0.6 });
  });

  it('is estimated from earlier runs where the engine is silent, and says so', () => {
    const { clock, sut } = setUp(0, [1000]);
    sut.watch();
    clock.advance(500);
    expect(sut.progress).toEqual({ stage: 'waiting', fraction: 0.45, estimated: true });

    sut.reportGeneration({ stage: 'denoising', fraction: 0 });
    expect(sut.progress).toEqual({ stage: 'denoising', fraction: 0.45, estimated: true });

    clock.advance(1e9);
    expect(sut.progress.fraction).toBeLessThan(1);
  });

  it('believes the engine where that is further than the estimate', () => {
    const { clock, sut } = setUp(0, [1000]);
    sut.watch();
    clock.advance(500);
    sut.reportGeneration({ stage: 'denoising', fraction: 0.6 });
    expect(sut.progress).toEqual({ stage: 'denoising', fraction: 0.6 });

    clock.advance(300);
    expect(sut.progress).toMatchObject({ fraction: expect.closeTo(0.72), estimated: true });
  });

  it('tells no fraction where there is neither a report nor an earlier run', () => {
    const { clock, sut } = setUp(0);
    sut.watch();
    clock.advance(1e6);
    sut.reportGeneration({ stage: 'denoising', fraction: 0 });

    expect(sut.progress).toEqual({ stage: 'denoising', fraction: 0 });
  });

  it('announces each new stage, and progress within one five times a second', () => {
    const { clock, sut, announcements } = setUp();
    sut.watch();
    for (let step = 1; step <= 10; step += 1) {
      clock.advance(100);
      sut.reportGeneration({ stage: 'denoising', fraction: step / 20 });
    }
    expect(announcements()).toBe(5);

    sut.reportGeneration({ stage: 'decoding', fraction: 0.9 });

    expect(announcements()).toBe(6);
  });
});
