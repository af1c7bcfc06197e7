/** The least pause, whatever a server says: each further refusal in a row doubles it, so that nobody spins. */
const FIRST_PAUSE_MS = 500;
const LONGEST_OWN_PAUSE_MS = 30_000;
/** A server may ask for a longer pause than ours, but not for a day. */
const LONGEST_PAUSE_MS = 300_000;

/** How long a device whose server is full is left alone. Pure bookkeeping; time comes from outside. */
export class BackOff {
  #inARow = 0;
  #current: { reason: string; until: number } | undefined;

  get current(): { reason: string; until: number } | undefined {
    return this.#current;
  }

  /** @param retryAfterMs as the server wished it; nonsense counts as nothing */
  begin(reason: string, retryAfterMs: number, now: number): void {
    const own = Math.min(FIRST_PAUSE_MS * 2 ** this.#inARow, LONGEST_OWN_PAUSE_MS);
    const wished = Number.isFinite(retryAfterMs) ? retryAfterMs : 0;
    const until = now + Math.min(Math.max(own, wished), LONGEST_PAUSE_MS);
    this.#inARow += 1;
    this.#current = { reason, until: Math.max(until, this.#current?.until ?? 0) };
  }

  /** The pause is over; the next refusal in a row makes a longer one. */
  end(): void {
    this.#current = undefined;
  }

  /** The server took a job and did it. */
  forget(): void {
    this.#inARow = 0;
  }
}
