import type { Clock } from '../../../kernel/clock.js';
import type { Progress } from '../engine.port.js';
import type { RecentRuns, RunRange } from './recent-runs.js';
import type { ServerSlot } from './server-slot.js';

/**
 * What the next job needs to get there, and what the end may come earlier: a part of a run, of short ones a larger part,
 * since a turn takes as long however short they are.
 */
const LEAD = { part: 1 / 10, ofShort: 1 / 5, enoughMs: 150, longestMs: 1000 };
/** Runs that differ by more than this part of the shortest do not tell when the next one ends. */
const STEADY = 0.15;
/** So many runs on the same server tell more than those on others. */
const OWN_RUNS = 2;
/** What follows the last step (decoding, writing) takes no longer than this part of what went before, mostly. */
const AFTER_STEPS = 1 / 5;

/**
 * Foresees the end of a run, so that a server with a queue of its own has the next job when the run ends: its GPU then
 * waits neither for a poll nor for a submission. It goes by the last runs of the shape on the same server; before there
 * were two, by those on all of the engine's servers, also by such that end while this one runs; and by the steps that a
 * server tells, of which the last was done. It says nothing where it knows too little, and takes its word back when a
 * run outlasts all others: the next job is better off elsewhere.
 */
export class EndInSight implements Disposable {
  readonly #clock: Clock;
  #cancelTimer: () => void = () => undefined;
  #stopListening: () => void = () => undefined;
  #beganAt: number | undefined;
  #isTold = false;

  constructor(
    private readonly slot: Pick<ServerSlot, 'recent' | 'keepsQueue' | 'inLine'> & { parts: { clock: Clock } },
    /** Of all servers of the engine. */
    private readonly fleet: RecentRuns,
    private readonly shape: string,
    private readonly tell: (isInSight: boolean) => void,
  ) {
    this.#clock = slot.parts.clock;
  }

  /** The run works now, and no longer waits in the server's queue. Only the first call counts. */
  began(): void {
    if (this.#beganAt !== undefined) return;
    this.#beganAt = this.#clock.now();
    this.#plan();
    if (this.#knowsOwn) return;
    this.#stopListening = this.fleet.whenAdded((shape) => shape === this.shape && this.#plan());
  }

  /** What the server told of the run. */
  stepped({ step, totalSteps }: Progress): void {
    if (step === undefined || step !== totalSteps || this.#beganAt === undefined || this.#isTold) return;
    if (this.#steadyRange() === undefined) this.#tellFor((this.#clock.now() - this.#beganAt) * AFTER_STEPS);
  }

  [Symbol.dispose](): void {
    this.#cancelTimer();
    this.#stopListening();
  }

  get #knowsOwn(): boolean {
    return this.slot.recent.countOf(this.shape) >= OWN_RUNS;
  }

  /** Undefined where it tells nothing. */
  #steadyRange(): RunRange | undefined {
    const own = this.slot.recent.rangeOf(this.shape);
    const range = this.#knowsOwn ? own : (this.fleet.rangeOf(this.shape) ?? own);
    return range === undefined || range.longest - range.shortest > range.shortest * STEADY
      ? undefined
      : range;
  }

  #plan(): void {
    if (this.#beganAt === undefined || this.#isTold) return;
    this.#cancelTimer();
    const range = this.#steadyRange();
    if (range === undefined) return;
    const { shortest, longest } = range;
    const leadMs = leadFor(shortest);
    const earliestAt = this.#beganAt + shortest - leadMs;
    const leftMs = earliestAt - this.#clock.now();
    const forMs = longest - shortest + 2 * leadMs;
    if (leftMs > 0) this.#after(leftMs, () => this.#tellFor(forMs));
    // One that has outlasted the others already tells nothing.
    else if (forMs + leftMs > 0) this.#tellFor(forMs + leftMs);
  }

  #tellFor(ms: number): void {
    // One ahead is enough.
    if (!this.slot.keepsQueue || this.slot.inLine > 1) return;
    this.#isTold = true;
    this.#stopListening();
    this.tell(true);
    this.#after(ms, () => this.tell(false));
  }

  #after(ms: number, then: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.schedule(ms, then);
  }
}

function leadFor(runMs: number): number {
  const { part, ofShort, enoughMs, longestMs } = LEAD;
  return Math.min(Math.max(runMs * part, Math.min(runMs * ofShort, enoughMs)), longestMs);
}
