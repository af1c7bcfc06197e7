/** Failures in a row after which a device is quarantined. A worker that dies quarantines its device at once. */
const FAILURES_TO_QUARANTINE = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
const KEPT_RUNS = 10;
/** Shapes (size, frames, steps) whose run times are remembered per device. */
const KEPT_SHAPES = 50;

export interface Quarantine {
  reason: string;
  /** When it is probed next. */
  until: number;
}

/** What one device's past says about its future. Pure bookkeeping; time comes from outside. */
export class DeviceHealth {
  #failures = 0;
  #quarantines = 0;
  #quarantine: Quarantine | undefined;
  readonly #runs = new Map<string, number[]>();
  #recent: number[] = [];

  get failures(): number {
    return this.#failures;
  }

  get quarantine(): Quarantine | undefined {
    return this.#quarantine;
  }

  /** Newest first, milliseconds. */
  get recentRunMs(): readonly number[] {
    return this.#recent;
  }

  /** Runs of one shape, newest first, milliseconds. */
  runsOf(shape: string): readonly number[] {
    return this.#runs.get(shape) ?? [];
  }

  /** @param shape undefined where the run's length says nothing about others */
  succeeded(shape: string | undefined, runMs: number): void {
    this.#failures = 0;
    this.#quarantines = 0;
    if (shape !== undefined) this.ran(shape, runMs);
  }

  /** How long a run took that ended well. */
  ran(shape: string, runMs: number): void {
    this.#recent = [runMs, ...this.#recent].slice(0, KEPT_RUNS);
    const runs = [runMs, ...this.runsOf(shape)].slice(0, KEPT_RUNS);
    // Re-inserting keeps the map in order of use, so the first key is the one to forget.
    this.#runs.delete(shape);
    this.#runs.set(shape, runs);
    const oldest = this.#runs.size > KEPT_SHAPES ? this.#runs.keys().next().value : undefined;
    if (oldest !== undefined) this.#runs.delete(oldest);
  }

  /** @param broke the device itself broke, rather than a job on it */
  failed(reason: string, broke: boolean, now: number): void {
    this.#failures += 1;
    if (broke || this.#failures >= FAILURES_TO_QUARANTINE) this.quarantineAgain(reason, now);
  }

  /** Each quarantine without a success in between lasts twice as long. */
  quarantineAgain(reason: string, now: number): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#quarantines, LONGEST_PAUSE_MS);
    this.#quarantines += 1;
    this.#quarantine = { reason, until: now + pause };
  }

  /** A probe went well. The back-off is forgotten only by a job that succeeds. */
  release(): void {
    this.#quarantine = undefined;
    this.#failures = 0;
  }
}
