import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { messageOf } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import type { Lease } from '../../kernel/lease-pool.js';
import { isStorageFull } from '../../platform/storage/index.js';
import { DevicesService } from '../devices/index.js';
import {
  EngineBusyError,
  type EnginePort,
  EngineRefusedError,
  EnginesService,
  type GenerationOutput,
  MAX_SEED,
  NotAcceptedError,
  RemoteJobLostError,
  type StopReason,
} from '../engines/index.js';
import { inputPath } from '../inputs/index.js';
import { ActiveRun } from './active-run.js';
import { verdictOf } from './attempt-verdict.js';
import { usedChoice } from './job-choice.js';
import { FencedError } from './job-journal.js';
import { JobStore } from './job-store.js';
import type { JobChoice, JobRecord, JobRequest } from './job.types.js';
import { Publisher } from './publisher.js';
import { UnusableResultError } from './result-files.js';
import { RunRecorder, type RunResult } from './run-recorder.js';
import { RunnerToolbox } from './runner-toolbox.js';
import { shapeOf } from './shape.js';

/** Encodings and hashes at the same time; they share the processor with the engines. */
const PUBLICATIONS_AT_ONCE = 2;
/** Finished generations that may wait for publication before devices get no new work. */
const PUBLICATIONS_WAITING = 32;

/** One attempt of a job, or the rest of one that its server was working on when the portal stopped. */
export interface RunOrder {
  request: JobRequest;
  /** Of the engine that the leased device belongs to. */
  choice: JobChoice;
  /** Given back by the runner, as soon as the device is free. */
  lease: Lease;
  /** The attempt goes on under this id instead of being submitted. */
  remoteJob?: string;
}

interface Generated {
  output: GenerationOutput;
  workDir: string;
  generatedAt: number;
  model: string;
}

/** Runs one attempt of a job on a leased device, from generation to the published file. */
@Injectable()
export class JobRunner {
  readonly #active = new Map<JobId, ActiveRun>();
  /** Runs whose device is free already while their results are on the way here. */
  readonly #transfers = new Set<ActiveRun>();
  readonly #publications = pLimit(PUBLICATIONS_AT_ONCE);
  readonly #logger = new Logger(JobRunner.name);

  constructor(
    private readonly store: JobStore,
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    private readonly publisher: Publisher,
    private readonly toolbox: RunnerToolbox,
    private readonly recorder: RunRecorder,
  ) {}

  activeRun(id: JobId): ActiveRun | undefined {
    return this.#active.get(id);
  }

  get active(): IterableIterator<[JobId, ActiveRun]> {
    return this.#active.entries();
  }

  /** True while transfers and encoding lag so far behind that new generations would only pile up. */
  get isBehind(): boolean {
    return this.#publications.pendingCount + this.#transfers.size >= PUBLICATIONS_WAITING;
  }

  /** What can be done for a job's next attempt before there is a device for it. */
  prepare(id: JobId): void {
    this.publisher.folders.prepare(id, this.#nextAttempt(id));
  }

  /** A job that was prepared will not run now. */
  forget(id: JobId): void {
    this.publisher.folders.forget(id);
  }

  #nextAttempt(id: JobId): number {
    return (this.store.peek(id)?.attempts.length ?? 0) + 1;
  }

  stopAll(reason: StopReason): void {
    for (const run of this.#active.values()) run.stop(reason);
  }

  async run(order: RunOrder): Promise<RunResult> {
    const { request, choice } = order;
    const engine = this.engines.find(choice.engine);
    const run = this.#begin(order, engine);
    this.#active.set(request.id, run);
    // Written while the engine already works: a device does not wait for the disk. The result waits for both.
    const recorded =
      order.remoteJob === undefined
        ? this.recorder.started(request, run, {
            model: engine?.capabilities.model,
            remark: engine?.remarkOn(choice.spec),
          })
        : Promise.resolve();
    recorded.then(
      // The device is at work, and nobody waits.
      () => this.publisher.warmUp(),
      // Another process has the job: the device is of more use elsewhere.
      (error: unknown) => error instanceof FencedError && run.stop('shutdown'),
    );
    try {
      return await this.#execute(order, run, engine, recorded);
    } finally {
      this.#active.delete(request.id);
      await this.publisher.folders.remove(request.id, run.attempt);
    }
  }

  /** Publishes what an attempt had sealed before the portal was killed. */
  async resumePublication({ request, attempts }: JobRecord): Promise<void> {
    const attempt = attempts.length;
    await this.publisher.publish(request, attempts.at(-1) ?? { number: attempt });
    const { clock } = this.toolbox;
    const record = await this.store.append(request.id, { type: 'succeeded', at: clock.now(), attempt });
    this.toolbox.countOutcome(usedChoice(record).engine, 'succeeded');
  }

  #begin({ request, choice, lease, remoteJob }: RunOrder, engine: EnginePort | undefined): ActiveRun {
    const attempts = this.store.peek(request.id)?.attempts ?? [];
    const last = remoteJob === undefined ? undefined : attempts.at(-1);
    const device = lease.device.name;
    return new ActiveRun(this.toolbox.clock, {
      device,
      engine: choice.engine,
      attempt: last?.number ?? attempts.length + 1,
      ...(last === undefined ? {} : { startedAt: last.startedAt }),
      stallTimeoutMs: this.toolbox.config.stallTimeoutMs,
      ...(engine?.capabilities.progress === 'none'
        ? { estimateFromMs: this.devices.runsOf(device, shapeOf(choice)) }
        : {}),
      onProgress: () => this.toolbox.announceProgress(request),
    });
  }

  async #execute(
    order: RunOrder,
    run: ActiveRun,
    engine: EnginePort | undefined,
    recorded: Promise<unknown>,
  ): Promise<RunResult> {
    const { request } = order;
    const [generation, record] = await Promise.allSettled([this.#generate(order, run, engine), recorded]);
    // First, since what becomes of an attempt that no record knows cannot be recorded either.
    if (record.status === 'rejected') return this.#afterFailedPublication(request, run, record.reason);
    if (generation.status === 'rejected') return this.#afterFailedGeneration(request, run, generation.reason);
    try {
      return await this.#publications(() => this.#publish(order, run, generation.value));
    } catch (error) {
      return this.#afterFailedPublication(request, run, error);
    }
  }

  async #generate(order: RunOrder, run: ActiveRun, engine: EnginePort | undefined): Promise<Generated> {
    const { request, choice, lease, remoteJob } = order;
    const { config, clock } = this.toolbox;
    using _lease = lease;
    let generatedAt: number | undefined;
    const onDeviceFree = () => {
      if (generatedAt !== undefined) return;
      generatedAt = clock.now();
      this.#transfers.add(run);
      this.devices.finish(lease, request.id, {
        shape: remoteJob === undefined ? shapeOf(choice) : undefined,
        runMs: generatedAt - run.leasedAt,
        outcome: { ok: true },
      });
    };
    try {
      if (engine === undefined)
        throw new EngineRefusedError(`The engine ${choice.engine} is not set up any more.`);
      const workDir = await this.publisher.folders.take(request.id, run.attempt);
      run.watch();
      const generating = engine.generate(choice.spec, {
        device: lease.device,
        signal: run.generationSignal,
        onProgress: (progress) => run.reportGeneration(progress),
        onDeviceFree,
        onEndInSight: (isInSight) => lease.offer(isInSight),
        workDir,
        inputPath: (input) => inputPath(config.dataDir, input),
        remoteJob,
        recordRemoteJob: (id) => this.recorder.remoteJob(request, run, lease.device, id),
      });
      // Asked for before the portal stopped: its server has to hear of it.
      if (this.store.peek(request.id)?.cancelRequested === true) run.stop('cancel');
      const output = await generating;
      onDeviceFree();
      return { output, workDir, generatedAt: generatedAt ?? clock.now(), model: engine.capabilities.model };
    } catch (error) {
      if (generatedAt === undefined) this.#giveBackAfter(error, order, run);
      else this.#reproachAfter(error, run);
      throw error;
    } finally {
      this.#transfers.delete(run);
      run.unwatch();
    }
  }

  /** The lease was over, and then the result did not come. */
  #reproachAfter(error: unknown, run: ActiveRun): void {
    const verdict = verdictOf(error);
    if (verdict.kind !== 'ended') return;
    const broke = verdict.reason === 'device-fault';
    if (run.stopReason === undefined || broke) this.devices.reproach(run.device, verdict.message, broke);
  }

  /** Who is at fault decides what the device's health hears of it. */
  #giveBackAfter(error: unknown, { request, choice, lease }: RunOrder, run: ActiveRun): void {
    const runMs = this.toolbox.clock.now() - run.leasedAt;
    const verdict = verdictOf(error);
    const broke = verdict.kind === 'ended' && verdict.reason === 'device-fault';
    // A stop says nothing about the device, unless it could not be stopped: then it may still be at work.
    const isStopped = run.stopReason !== undefined && !broke;
    if (isStopped || verdict.kind === 'refused' || verdict.kind === 'storage-full') {
      this.devices.giveBack(lease, request.id, runMs);
    } else if (verdict.kind === 'busy') {
      const { message: reason, retryAfterMs } = verdict;
      this.devices.giveBackFull(lease, request.id, { reason, retryAfterMs });
    } else {
      this.devices.finish(lease, request.id, {
        shape: shapeOf(choice),
        runMs,
        outcome: { ok: false, broke, reason: verdict.message },
      });
    }
  }

  async #publish(order: RunOrder, run: ActiveRun, generated: Generated): Promise<RunResult> {
    const { request, choice } = order;
    const { output, workDir, generatedAt, model } = generated;
    const { clock } = this.toolbox;
    run.report({ stage: 'writing', fraction: run.progress.fraction });
    const seed = usedSeedOf(output);
    const used = seed === undefined ? choice : { ...choice, spec: { ...choice.spec, seed } };
    const artifacts = await this.publisher.seal(used, output, workDir, { model, signal: run.signal });
    run.signal.throwIfAborted();
    const stageMs = finiteOf(output.stageMs);
    const sealed = await this.store.append(request.id, {
      type: 'output-sealed',
      at: clock.now(),
      attempt: run.attempt,
      generatedAt,
      stageMs: { ...stageMs, writing: clock.now() - generatedAt },
      artifacts,
      ...(seed === undefined ? {} : { seed }),
      ...(output.kind === 'frames' && output.numFrames !== choice.spec.numFrames
        ? { numFrames: output.numFrames }
        : {}),
    });
    run.signal.throwIfAborted();
    await this.publisher.publish(request, sealed.attempts.at(-1) ?? { number: run.attempt });
    // Visible from here on: a cancel that comes now is too late, and is told so.
    return this.recorder.succeeded(request, run, stageMs);
  }

  async #afterFailedGeneration(request: JobRequest, run: ActiveRun, error: unknown): Promise<RunResult> {
    if (run.stopReason !== undefined)
      return this.recorder.stopped(request, run, run.stopReason, isGoneFromServer(error));
    // Its folder may have been taken from under it.
    if (await this.recorder.isTakenOver(request, run)) return { kind: 'final' };
    const verdict = verdictOf(error);
    switch (verdict.kind) {
      case 'refused':
        return this.recorder.failed(request, run, 'engine_refused', verdict.message);
      case 'storage-full':
        return this.#afterFailedPublication(request, run, error);
      case 'busy':
        return this.recorder.withdrawn(request, run, verdict.message);
      case 'ended':
        this.#logger.warn({ err: error, jobId: request.id, device: run.device }, 'an attempt failed');
        return this.recorder.ended(request, run, verdict);
    }
  }

  async #afterFailedPublication(request: JobRequest, run: ActiveRun, error: unknown): Promise<RunResult> {
    // What is to be seen of the job, and what is written of it, is the other process's.
    if (error instanceof FencedError || (await this.recorder.isTakenOver(request, run)))
      return { kind: 'final' };
    const hasLostFolder = await this.publisher.folders.isLost(request.id, run.attempt);
    // Frees the space that the final record may need. What became visible just before the failure does not count.
    await this.publisher.withdraw(request);
    await this.publisher.folders.remove(request.id, run.attempt);
    if (run.stopReason !== undefined) return this.recorder.stopped(request, run, run.stopReason, false);
    if (error instanceof UnusableResultError) {
      this.#logger.warn({ err: error, jobId: request.id, device: run.device }, 'a result is of no use');
      this.devices.reproach(run.device, error.message);
      return this.recorder.ended(request, run, { kind: 'ended', reason: 'failed', message: error.message });
    }
    this.#logger.error({ err: error, jobId: request.id }, 'a result could not be published');
    if (isStorageFull(error)) {
      const message = 'The disk was full when the result was to be stored.';
      return this.recorder.failed(request, run, 'storage_full', message);
    }
    const message = `The result could not be stored: ${messageOf(error)}`;
    // Somebody has cleared it away: another attempt has one of its own.
    if (hasLostFolder) return this.recorder.ended(request, run, { kind: 'ended', reason: 'failed', message });
    return this.recorder.failed(request, run, 'publication_failed', message);
  }
}

/** Whether an error says that no server works on the attempt any more. */
function isGoneFromServer(error: unknown): boolean {
  return (
    error instanceof RemoteJobLostError ||
    error instanceof NotAcceptedError ||
    error instanceof EngineBusyError
  );
}

/** Where a server says that it used another seed than it was given. What is no seed is not believed. */
function usedSeedOf(output: GenerationOutput): number | undefined {
  const seed = output.kind === 'frames' ? undefined : output.seed;
  return seed !== undefined && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED ? seed : undefined;
}

/** A number that JSON cannot hold would make the record of the whole result unreadable. */
function finiteOf(stageMs: GenerationOutput['stageMs']): GenerationOutput['stageMs'] {
  return Object.fromEntries(Object.entries(stageMs).filter(([, ms]) => Number.isFinite(ms)));
}
