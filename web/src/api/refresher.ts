import type { QueryClient } from '@tanstack/react-query';

const REFRESH_AFTER_MS = 200;

/** Gathers what is to be read again, so that a burst of events costs one request for each. */
export class Refresher {
  readonly #client: QueryClient;
  readonly #wanted = new Map<string, readonly string[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  soon(key: readonly string[]): void {
    this.#wanted.set(key.join('/'), key);
    this.#timer ??= setTimeout(() => this.#flush(), REFRESH_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const wanted = [...this.#wanted.values()];
    this.#wanted.clear();
    for (const queryKey of wanted) void this.#client.invalidateQueries({ queryKey, exact: true });
  }
}
