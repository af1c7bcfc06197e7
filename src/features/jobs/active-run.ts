import type { Clock } from '../../kernel/clock.js';
import type { Progress } from '../engines/index.js';
import { DeviceFaultError } from '../engines/index.js';

/** Why a run was told to stop. */
export type StopReason = 'cancel' | 'shutdown';

export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  constructor(readonly reason: StopReason) {
    super(reason === 'cancel' ? 'The job was cancelled.' : 'The portal is shutting down.');
  }
}

/** At most so many progress events a second; a new stage is always told. */
const PROGRESS_INTERVAL_MS = 200;

export interface RunOptions {
  device: string;
  attempt: number;
  stallTimeoutMs: number;
  onProgress: () => void;
}

/** A job that is being run: how far it is, and the handle to stop it. */
export class ActiveRun {
  readonly #stop = new AbortController();
  readonly #stall = new AbortController();
  readonly #generation = AbortSignal.any([this.#stop.signal, this.#stall.signal]);
  #isGenerating = false;
  #progress: Progress = { stage: 'waiting', fraction: 0 };
  #announcedAt = 0;
  #cancelWatchdog: () => void = () => undefined;

  readonly device: string;
  readonly attempt: number;
  readonly startedAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: RunOptions,
  ) {
    this.device = options.device;
    this.attempt = options.attempt;
    this.startedAt = clock.now();
  }

  /** Aborted when the run is told to stop. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What the engine gets: aborted by a stop, and by a silence while it works. */
  get generationSignal(): AbortSignal {
    return this.#generation;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Why the run was told to stop; undefined while it was not, or for another cause. */
  get stopReason(): StopReason | undefined {
    const reason: unknown = this.signal.reason;
    return reason instanceof RunStopped ? reason.reason : undefined;
  }

  stop(reason: StopReason): void {
    if (!this.signal.aborted) this.#stop.abort(new RunStopped(reason));
  }

  /** From now on a silence of `stallTimeoutMs` counts as a broken device; zero means any silence is fine. */
  watch(): void {
    this.#isGenerating = true;
    this.#restartWatchdog();
  }

  unwatch(): void {
    this.#isGenerating = false;
    this.#cancelWatchdog();
  }

  /** What the engine tells of its progress. What it tells after its end comes too late to mean anything. */
  reportGeneration(progress: Progress): void {
    if (!this.#isGenerating) return;
    this.#restartWatchdog();
    this.report(progress);
  }

  #restartWatchdog(): void {
    this.#cancelWatchdog();
    const { stallTimeoutMs } = this.options;
    if (stallTimeoutMs === 0) return;
    this.#cancelWatchdog = this.clock.schedule(stallTimeoutMs, () => {
      const message = `The device ${this.device} reported no progress for ${stallTimeoutMs / 1000} s (JOB_STALL_TIMEOUT).`;
      this.#stall.abort(new DeviceFaultError(message));
    });
  }

  /** The fraction never falls, whatever the engine says. */
  report(progress: Progress): void {
    const isNewStage = progress.stage !== this.#progress.stage;
    this.#progress = { ...progress, fraction: Math.max(progress.fraction, this.#progress.fraction) };
    const now = this.clock.now();
    if (!isNewStage && now - this.#announcedAt < PROGRESS_INTERVAL_MS) return;
    this.#announcedAt = now;
    this.options.onProgress();
  }
}
