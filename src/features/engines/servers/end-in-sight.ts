import type { Clock } from '../../../kernel/clock.js';
import type { ServerSlot } from './server-slot.js';

/** What the next job needs to get there: this part of a run, and never more than that many milliseconds. */
const LEAD = { part: 1 / 20, longestMs: 1000 };
/** Runs that differ by more than this part of the shortest do not tell when the next one ends. */
const STEADY = 0.15;

/**
 * Foresees the end of a run from the last ones of its shape on the same server, so that a server with a queue of its own
 * has the next job when the run ends: its GPU then waits neither for a poll nor for a submission. It says nothing where
 * it knows too little, and takes its word back when a run outlasts all others: the next job is better off elsewhere.
 */
export class EndInSight implements Disposable {
  #cancelTimer: () => void = () => undefined;
  #hasBegun = false;

  constructor(
    private readonly slot: Pick<ServerSlot, 'recent' | 'keepsQueue' | 'inLine'> & { parts: { clock: Clock } },
    private readonly shape: string,
    private readonly tell: (isInSight: boolean) => void,
  ) {}

  /** The run works now, and no longer waits in the server's queue. Only the first call counts. */
  began(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const range = this.slot.recent.rangeOf(this.shape);
    if (range === undefined || !this.slot.keepsQueue) return;
    const { shortest, longest } = range;
    if (longest - shortest > shortest * STEADY) return;
    const leadMs = Math.min(shortest * LEAD.part, LEAD.longestMs);
    this.#after(shortest - leadMs, () => {
      // One ahead is enough.
      if (this.slot.inLine > 1) return;
      this.tell(true);
      this.#after(longest - shortest + 2 * leadMs, () => this.tell(false));
    });
  }

  [Symbol.dispose](): void {
    this.#cancelTimer();
  }

  #after(ms: number, then: () => void): void {
    this.#cancelTimer = this.slot.parts.clock.schedule(ms, then);
  }
}
