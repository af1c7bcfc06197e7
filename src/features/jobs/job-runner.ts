import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { Clock } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import type { Lease } from '../../kernel/lease-pool.js';
import { isStorageFull } from '../../platform/storage/index.js';
import { DevicesService } from '../devices/index.js';
import {
  DeviceFaultError,
  type EnginePort,
  EngineRefusedError,
  EnginesService,
  type GenerationOutput,
} from '../engines/index.js';
import { inputPath } from '../inputs/index.js';
import { ActiveRun, type StopReason } from './active-run.js';
import type { JobEvent } from './job-event.js';
import { JobStore } from './job-store.js';
import type { JobRequest } from './job.types.js';
import { Publisher } from './publisher.js';
import { attemptsUsedUp, countedAttempts, deviceFaults } from './reconcile.js';
import { RunnerToolbox } from './runner-toolbox.js';
import { shapeOf } from './shape.js';

/** Encodings and hashes at the same time; they share the processor with the engines. */
const PUBLICATIONS_AT_ONCE = 2;
/** Finished generations that may wait for publication before devices get no new work. */
const PUBLICATIONS_WAITING = 32;
const RETRY_APPEND_MS = 1000;

/** What follows from a run: nothing more to do, or the job waits again. */
export type RunResult = { kind: 'final' } | { kind: 'again'; avoid?: string };

/** Runs one attempt of a job on a leased device, from generation to the published file. */
@Injectable()
export class JobRunner {
  readonly #active = new Map<JobId, ActiveRun>();
  readonly #publications = pLimit(PUBLICATIONS_AT_ONCE);
  readonly #logger = new Logger(JobRunner.name);

  constructor(
    private readonly store: JobStore,
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    private readonly toolbox: RunnerToolbox,
  ) {}

  activeRun(id: JobId): ActiveRun | undefined {
    return this.#active.get(id);
  }

  get active(): IterableIterator<[JobId, ActiveRun]> {
    return this.#active.entries();
  }

  /** True while encoding lags so far behind that new generations would only pile up on the disk. */
  get isBehind(): boolean {
    return this.#publications.pendingCount >= PUBLICATIONS_WAITING;
  }

  stopAll(reason: StopReason): void {
    for (const run of this.#active.values()) run.stop(reason);
  }

  /** @param lease is given back here, as soon as the device is free */
  async run(request: JobRequest, lease: Lease): Promise<RunResult> {
    const attempt = (this.store.peek(request.id)?.attempts.length ?? 0) + 1;
    const run = new ActiveRun(this.clock, {
      device: lease.device.name,
      attempt,
      stallTimeoutMs: this.toolbox.config.stallTimeoutMs,
      onProgress: () => this.toolbox.announceProgress(request),
    });
    this.#active.set(request.id, run);
    const engine = this.engines.find(request.engine);
    // Written while the engine already works: a device does not wait for the disk. The result waits for both.
    const recorded = this.store.append(request.id, {
      type: 'attempt-started',
      at: run.startedAt,
      attempt,
      device: run.device,
      ...(engine === undefined ? {} : { model: engine.capabilities.model }),
    });
    try {
      return await this.#execute(request, run, lease, recorded);
    } finally {
      this.#active.delete(request.id);
      await this.publisher.removeWorkFolder(request, attempt);
    }
  }

  /** Publishes what an attempt had sealed before the portal was killed. */
  async resumePublication(request: JobRequest, attempt: number): Promise<void> {
    await this.publisher.publish(request, attempt);
    await this.store.append(request.id, { type: 'succeeded', at: this.clock.now(), attempt });
    this.toolbox.countOutcome(request, 'succeeded');
  }

  /** Ends a job that waits, or was about to wait again. */
  async cancelWaiting(request: JobRequest): Promise<void> {
    await this.#appendForSure(request.id, { type: 'cancelled', at: this.clock.now() });
    this.toolbox.countOutcome(request, 'cancelled');
  }

  async #execute(
    request: JobRequest,
    run: ActiveRun,
    lease: Lease,
    recorded: Promise<unknown>,
  ): Promise<RunResult> {
    const engine = this.engines.find(request.engine);
    const [generation, record] = await Promise.allSettled([
      this.#generate(request, run, lease, engine),
      recorded,
    ]);
    // First, since what becomes of an attempt that no record knows cannot be recorded either.
    if (record.status === 'rejected') return this.#afterFailedPublication(request, run, record.reason);
    if (generation.status === 'rejected') return this.#afterFailedGeneration(request, run, generation.reason);
    try {
      return await this.#publications(() => this.#publish(request, run, generation.value));
    } catch (error) {
      return this.#afterFailedPublication(request, run, error);
    }
  }

  async #generate(
    request: JobRequest,
    run: ActiveRun,
    lease: Lease,
    engine: EnginePort | undefined,
  ): Promise<{ output: GenerationOutput; workDir: string; generatedAt: number; model: string }> {
    using _lease = lease;
    try {
      if (engine === undefined)
        throw new EngineRefusedError(`The engine ${request.engine} is not set up any more.`);
      const workDir = await this.publisher.makeWorkFolder(request, run.attempt);
      run.watch();
      const output = await engine.generate(request.spec, {
        device: lease.device,
        signal: run.generationSignal,
        onProgress: (progress) => run.reportGeneration(progress),
        workDir,
        inputPath: (input) => inputPath(this.toolbox.config.dataDir, input),
        remoteJob: undefined,
        recordRemoteJob: () => Promise.resolve(),
      });
      const generatedAt = this.clock.now();
      this.devices.finish(lease, request.id, {
        shape: shapeOf(request),
        runMs: generatedAt - run.startedAt,
        outcome: { ok: true },
      });
      return { output, workDir, generatedAt, model: engine.capabilities.model };
    } catch (error) {
      this.#giveBackAfter(error, request, run, lease);
      throw error;
    } finally {
      run.unwatch();
    }
  }

  /** Who is at fault decides what the device's health hears of it. */
  #giveBackAfter(error: unknown, request: JobRequest, run: ActiveRun, lease: Lease): void {
    const runMs = this.clock.now() - run.startedAt;
    if (run.stopReason !== undefined || error instanceof EngineRefusedError || isStorageFull(error)) {
      this.devices.giveBack(lease, request.id, runMs);
      return;
    }
    const broke = error instanceof DeviceFaultError;
    this.devices.finish(lease, request.id, {
      shape: shapeOf(request),
      runMs,
      outcome: { ok: false, broke, reason: messageOf(error) },
    });
  }

  async #publish(
    request: JobRequest,
    run: ActiveRun,
    generated: { output: GenerationOutput; workDir: string; generatedAt: number; model: string },
  ): Promise<RunResult> {
    const { output, workDir, generatedAt, model } = generated;
    const { id } = request;
    run.report({ stage: 'writing', fraction: run.progress.fraction });
    const artifacts = await this.publisher.seal(request, output, workDir, { model, signal: run.signal });
    run.signal.throwIfAborted();
    const { stageMs } = output;
    await this.store.append(id, {
      type: 'output-sealed',
      at: this.clock.now(),
      attempt: run.attempt,
      generatedAt,
      stageMs: { ...stageMs, writing: this.clock.now() - generatedAt },
      artifacts,
    });
    run.signal.throwIfAborted();
    await this.publisher.publish(request, run.attempt);
    // Visible from here on: a cancel that comes now is too late, and is told so.
    await this.#appendForSure(id, { type: 'succeeded', at: this.clock.now(), attempt: run.attempt });
    this.toolbox.countOutcome(request, 'succeeded', stageMs);
    return { kind: 'final' };
  }

  async #afterFailedGeneration(request: JobRequest, run: ActiveRun, error: unknown): Promise<RunResult> {
    if (run.stopReason !== undefined) return this.#afterStop(request, run, run.stopReason);
    if (error instanceof EngineRefusedError) return this.#fail(request, 'engine_refused', error.message);
    if (isStorageFull(error)) return this.#afterFailedPublication(request, run, error);
    const message = messageOf(error);
    this.#logger.warn({ err: error, jobId: request.id, device: run.device }, 'an attempt failed');
    const reason = error instanceof DeviceFaultError ? 'device-fault' : 'failed';
    const record = await this.#appendForSure(request.id, {
      type: 'attempt-ended',
      at: this.clock.now(),
      attempt: run.attempt,
      reason,
      message,
    });
    const { maxAttempts } = this.toolbox.config;
    if (countedAttempts(record) >= maxAttempts || deviceFaults(record) >= 2 * maxAttempts) {
      await this.#appendForSure(
        request.id,
        attemptsUsedUp(record.attempts.length, message, this.clock.now()),
      );
      this.toolbox.countOutcome(request, 'failed');
      return { kind: 'final' };
    }
    return { kind: 'again', avoid: run.device };
  }

  async #afterFailedPublication(request: JobRequest, run: ActiveRun, error: unknown): Promise<RunResult> {
    // Frees the space that the final record may need. What became visible just before the failure does not count.
    await this.publisher.withdraw(request);
    await this.publisher.removeWorkFolder(request, run.attempt);
    if (run.stopReason !== undefined) return this.#afterStop(request, run, run.stopReason);
    this.#logger.error({ err: error, jobId: request.id }, 'a result could not be published');
    if (isStorageFull(error)) {
      return this.#fail(request, 'storage_full', 'The disk was full when the video was to be stored.');
    }
    return this.#fail(request, 'publication_failed', `The video could not be stored: ${messageOf(error)}`);
  }

  async #afterStop(request: JobRequest, run: ActiveRun, reason: StopReason): Promise<RunResult> {
    const at = this.clock.now();
    if (reason === 'cancel') {
      await this.cancelWaiting(request);
      return { kind: 'final' };
    }
    await this.#appendForSure(request.id, {
      type: 'attempt-ended',
      at,
      attempt: run.attempt,
      reason: 'shutdown',
      message: 'The portal was shut down; the job goes on at the next start.',
    });
    return { kind: 'again' };
  }

  async #fail(
    request: JobRequest,
    code: Extract<JobEvent, { type: 'failed' }>['code'],
    message: string,
  ): Promise<RunResult> {
    await this.#appendForSure(request.id, { type: 'failed', at: this.clock.now(), code, message });
    this.toolbox.countOutcome(request, 'failed');
    return { kind: 'final' };
  }

  /** A status is not told before it is on disk: while the disk refuses, the job stays as it was and this tries again. */
  async #appendForSure(id: JobId, event: JobEvent): ReturnType<JobStore['append']> {
    for (;;) {
      try {
        return await this.store.append(id, event);
      } catch (error) {
        this.#logger.error({ err: error, jobId: id }, 'could not write a record; trying again');
        await new Promise<void>((resolve) => this.clock.schedule(RETRY_APPEND_MS, resolve));
      }
    }
  }
}
