import type { Clock } from '../../../kernel/clock.js';

/** Resolves after the time. @throws the reason of the signal */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = () => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = clock.schedule(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that aborts with others, or when a time is over. */
export class TimeLimit implements Disposable {
  readonly #controller = new AbortController();
  readonly #cancel: () => void;
  readonly signal: AbortSignal;

  /** @param reason of the signal when the time is over */
  constructor(clock: Clock, limitMs: number, reason: Error, others: readonly AbortSignal[] = []) {
    this.signal = AbortSignal.any([this.#controller.signal, ...others]);
    this.#cancel = clock.schedule(limitMs, () => this.#controller.abort(reason));
  }

  /** Whether the time is over, whatever else was aborted. */
  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}
