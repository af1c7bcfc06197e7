import type { Clock } from '../../kernel/clock.js';
import {
  DeviceFaultError,
  MAX_PREVIEW_BYTES,
  type Progress,
  StopRequest,
  type StopReason,
} from '../engines/index.js';
import { estimateFraction } from './progress-estimate.js';

/** At most so many progress events a second; a new stage is always told. */
const PROGRESS_INTERVAL_MS = 200;

export interface RunOptions {
  device: string;
  engine: string;
  attempt: number;
  /** When the attempt began, where that was before this run of the portal. */
  startedAt?: number;
  stallTimeoutMs: number;
  /** Runs of the same shape on the same device, where the engine tells no progress of its own. */
  estimateFromMs?: readonly number[];
  onProgress: () => void;
}

/** How a result looks so far. Kept in memory, as long as the run lasts. */
export interface JobPreview {
  jpeg: Uint8Array;
  /** Counts up from 1 within an attempt. */
  version: number;
}

/** A job that is being run: how far it is, and the handle to stop it. */
export class ActiveRun {
  readonly #stop = new AbortController();
  readonly #stall = new AbortController();
  readonly #generation = AbortSignal.any([this.#stop.signal, this.#stall.signal]);
  #isGenerating = false;
  #progress: Progress = { stage: 'waiting', fraction: 0 };
  #announcedAt = 0;
  #preview: JobPreview | undefined;
  #cancelWatchdog: () => void = () => undefined;

  readonly device: string;
  readonly engine: string;
  readonly attempt: number;
  readonly startedAt: number;
  /** When this run of the portal began with it. */
  readonly leasedAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly options: RunOptions,
  ) {
    this.device = options.device;
    this.engine = options.engine;
    this.attempt = options.attempt;
    this.leasedAt = clock.now();
    this.startedAt = options.startedAt ?? this.leasedAt;
  }

  /** Aborted when the run is told to stop. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What the engine gets: aborted by a stop, and by a silence while it works. */
  get generationSignal(): AbortSignal {
    return this.#generation;
  }

  /** What the engine said last, or an estimate that says so where that is further. */
  get progress(): Progress {
    if (this.#isGenerating) this.#estimate();
    return this.#progress;
  }

  get preview(): JobPreview | undefined {
    return this.#preview;
  }

  /** Why the run was told to stop; undefined while it was not, or for another cause. */
  get stopReason(): StopReason | undefined {
    const reason: unknown = this.signal.reason;
    return reason instanceof StopRequest ? reason.reason : undefined;
  }

  stop(reason: StopReason): void {
    if (!this.signal.aborted) this.#stop.abort(new StopRequest(reason));
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
    const before = this.#progress;
    const isFurther = progress.fraction >= before.fraction;
    // Whoever supplies the fraction says whether it is a guess.
    const { estimated = false } = isFurther ? progress : before;
    const { estimated: _, preview, ...said } = progress;
    if (preview !== undefined && preview.byteLength <= MAX_PREVIEW_BYTES)
      this.#preview = { jpeg: preview, version: (this.#preview?.version ?? 0) + 1 };
    this.#progress = {
      ...said,
      fraction: isFurther ? Math.min(progress.fraction, 1) : before.fraction,
      ...(estimated ? { estimated } : {}),
    };
    if (this.#isGenerating) this.#estimate();
    const now = this.clock.now();
    if (!isNewStage && now - this.#announcedAt < PROGRESS_INTERVAL_MS) return;
    this.#announcedAt = now;
    this.options.onProgress();
  }

  #estimate(): void {
    const elapsedMs = this.clock.now() - this.startedAt;
    const fraction = estimateFraction(this.options.estimateFromMs ?? [], elapsedMs);
    if (fraction === undefined || fraction <= this.#progress.fraction) return;
    this.#progress = { ...this.#progress, fraction, estimated: true };
  }
}
