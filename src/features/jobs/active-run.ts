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
  readonly #controller = new AbortController();
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

  get signal(): AbortSignal {
    return this.#controller.signal;
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
    if (!this.signal.aborted) this.#controller.abort(new RunStopped(reason));
  }

  /** From now on a silence of `stallTimeoutMs` counts as a broken device. */
  watch(): void {
    this.#cancelWatchdog();
    const { stallTimeoutMs } = this.options;
    this.#cancelWatchdog = this.clock.schedule(stallTimeoutMs, () => {
      const message = `The device ${this.device} reported no progress for ${stallTimeoutMs / 1000} s (JOB_STALL_TIMEOUT).`;
      this.#controller.abort(new DeviceFaultError(message));
    });
  }

  unwatch(): void {
    this.#cancelWatchdog();
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
