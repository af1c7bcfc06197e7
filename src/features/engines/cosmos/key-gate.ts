import type { Clock } from '../../../kernel/clock.js';

/** At most this far apart, whatever the API answers. */
const LONGEST_PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const PAUSE_STEP_MS = 100;

export interface KeyGateOptions {
  /** Requests in flight at the start, and always where it does not adapt. */
  concurrency: number;
  /** Where it adapts: what it never exceeds. */
  mostConcurrent: number;
  adapts: boolean;
  /** Before the first retry; doubled with each refusal in a row. */
  retryDelayMs: number;
}

/**
 * How much of one key's allowance is used. Where it adapts, concurrency and rate follow what the API answers: up by a
 * little with each success, halved with each 429.
 */
export class KeyGate {
  #limit: number;
  #pauseMs = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: KeyGateOptions,
    private readonly random: () => number = Math.random,
  ) {
    this.#limit = options.concurrency;
  }

  /** Requests that may be in flight now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Milliseconds until the next request may go out; it counts as gone. */
  reserve(): number {
    const now = this.clock.now();
    const at = Math.max(now, this.#lastAt + this.#pauseMs);
    this.#lastAt = at;
    return at - now;
  }

  succeeded(): void {
    this.#refusals = 0;
    if (!this.options.adapts) return;
    this.#limit = Math.min(this.options.mostConcurrent, this.#limit + 1 / this.#limit);
    this.#pauseMs = Math.max(0, this.#pauseMs - PAUSE_STEP_MS);
  }

  /** @returns milliseconds after which the key may be used again: exponential, with jitter of a quarter */
  refused(wishedMs: number | undefined): number {
    this.#refusals += 1;
    if (this.options.adapts) {
      this.#limit = Math.max(1, this.#limit / 2);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
    }
    const exponential = this.options.retryDelayMs * 2 ** Math.min(this.#refusals - 1, 10);
    const withJitter = exponential * (0.75 + this.random() / 2);
    return Math.min(LONGEST_PAUSE_MS, Math.max(withJitter, wishedMs ?? 0));
  }
}
