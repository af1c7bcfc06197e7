import pLimit, { type LimitFunction } from 'p-limit';
import { LlmFailure } from './llm-failure.js';

/** Calls that may wait for a slot; more are refused, so that a slow server does not collect a crowd. */
export const MOST_WAITING = 100;

/** At most so many requests at a time to the language model. Waiting ends at once when its signal aborts. */
export class CallSlots {
  readonly #limit: LimitFunction;
  #waiting = 0;

  constructor(concurrency: number) {
    this.#limit = pLimit(concurrency);
  }

  get waiting(): number {
    return this.#waiting;
  }

  get running(): number {
    return this.#limit.activeCount;
  }

  /** @throws LlmFailure `limited`, the signal's reason, or what `work` throws */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    // Who begins this very moment is in no queue any more. What was cancelled while waiting still lies in the limiter's
    // queue until its turn, and must not pile up either.
    const inQueue = Math.min(this.#waiting, this.#limit.pendingCount);
    if (inQueue >= MOST_WAITING || this.#limit.pendingCount >= 10 * MOST_WAITING) {
      throw new LlmFailure('limited', `${MOST_WAITING} calls wait for the language model already.`);
    }
    this.#waiting += 1;
    let isWaiting = true;
    const leave = () => {
      if (isWaiting) this.#waiting -= 1;
      isWaiting = false;
    };
    const turn = Promise.withResolvers<T>();
    const onAbort = () => {
      if (!isWaiting) return;
      leave();
      turn.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void this.#limit(async () => {
      if (!isWaiting) return;
      leave();
      await work().then(turn.resolve, turn.reject);
    });
    try {
      return await turn.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
