import type { Clock } from '../../../kernel/clock.js';
import { LlmFailure } from './llm-failure.js';

/** Time for something, within a caller's signal. Aborts with a `timeout` failure, or with the caller's reason. */
export class Deadline implements Disposable {
  readonly signal: AbortSignal;
  readonly #endsAt: number;
  readonly #clear: () => void;

  constructor(
    private readonly clock: Clock,
    limitMs: number,
    caller: AbortSignal,
  ) {
    const own = new AbortController();
    this.#endsAt = clock.now() + limitMs;
    this.#clear = clock.schedule(limitMs, () =>
      own.abort(new LlmFailure('timeout', `The language model did not answer within ${limitMs} ms.`)),
    );
    this.signal = AbortSignal.any([caller, own.signal]);
  }

  get remainingMs(): number {
    return this.#endsAt - this.clock.now();
  }

  /** Resolves after `waitMs`. @throws the signal's reason */
  async pause(waitMs: number): Promise<void> {
    this.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(this.signal.reason);
    const cancel = this.clock.schedule(waitMs, resolve);
    this.signal.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      cancel();
      this.signal.removeEventListener('abort', onAbort);
    }
  }

  [Symbol.dispose](): void {
    this.#clear();
  }
}
