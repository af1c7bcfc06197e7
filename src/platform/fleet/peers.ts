import type { Sign } from './sign.js';

/** Another process that shares the folders. */
export interface Peer {
  readonly sign: Sign;
  /** Its signs still come. */
  readonly isAlive: boolean;
}

interface Seen {
  sign: Sign;
  /** On this process's own clock: those of two machines are never compared. */
  changedAt: number;
}

/**
 * Who lives, by whether their signs change. Pure but for what it remembers: a process whose sign has stood still for
 * `timeoutMs` while this one was watching is gone.
 */
export class Peers {
  readonly #seen = new Map<string, Seen>();

  constructor(private readonly timeoutMs: number) {}

  /** @returns whether it says something new */
  take(sign: Sign, now: number): boolean {
    const known = this.#seen.get(sign.id);
    if (known?.sign.beat === sign.beat && known.sign.stoppedAt === sign.stoppedAt) return false;
    this.#seen.set(sign.id, { sign, changedAt: now });
    return true;
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }

  /** While this process was stopped, it cannot have seen that others were alive: they all get their time anew. */
  startAnew(now: number): void {
    for (const seen of this.#seen.values()) seen.changedAt = now;
  }

  find(id: string, now: number): Peer | undefined {
    const seen = this.#seen.get(id);
    return seen && { sign: seen.sign, isAlive: this.#isAlive(seen, now) };
  }

  list(now: number): Peer[] {
    return [...this.#seen.values()].map((seen) => ({ sign: seen.sign, isAlive: this.#isAlive(seen, now) }));
  }

  #isAlive({ sign, changedAt }: Seen, now: number): boolean {
    return sign.stoppedAt === undefined && now - changedAt < this.timeoutMs;
  }
}
