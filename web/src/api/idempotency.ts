/**
 * Keys for the `Idempotency-Key` header. The same body keeps its key until the server has answered it, so that trying
 * again after a lost answer cannot run the batch twice.
 */
export class IdempotencyKeys {
  #pending: { body: string; key: string } | undefined;

  keyFor(body: string): string {
    if (this.#pending?.body !== body) this.#pending = { body, key: randomKey() };
    return this.#pending.key;
  }

  /** The server answered; the same body sent again is now meant as a new batch. */
  answered(): void {
    this.#pending = undefined;
  }
}

export function randomKey(): string {
  // Browsers offer randomUUID only in secure contexts, and http://<address>:8000 is none; getRandomValues is always there.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
