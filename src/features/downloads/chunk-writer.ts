import type { Writable } from 'node:stream';

/**
 * Writes to a stream that may close at any time. Node does not call back for every chunk that was written to a
 * connection that is gone; a write here resolves in any case.
 */
export class ChunkWriter {
  readonly #waiting = new Set<() => void>();
  #isOpen: boolean;

  /** Aborting the signal destroys the writable. */
  constructor(
    private readonly writable: Writable,
    private readonly signal: AbortSignal,
  ) {
    this.#isOpen = !writable.destroyed && !signal.aborted;
    writable.once('close', this.#close);
    // The one who reads is gone then; there is nobody else to tell, and `close` follows.
    writable.once('error', this.#close);
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) writable.destroy();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when the writable is done with the chunk, or closed: then {@link isOpen} is false. */
  write(chunk: Uint8Array): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      this.writable.write(chunk, (error) => {
        if (error) this.#close();
        else done();
      });
    });
  }

  /** Listens no longer, but for a late error, which would end the process. */
  release(): void {
    this.writable.off('close', this.#close);
    this.signal.removeEventListener('abort', this.#abort);
  }

  readonly #close = (): void => {
    this.#isOpen = false;
    for (const done of this.#waiting) done();
  };

  readonly #abort = (): void => {
    this.writable.destroy();
    this.#close();
  };
}
