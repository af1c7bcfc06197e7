import type { JobId } from '../../kernel/ids.js';
import type { JobView } from '../../features/jobs/index.js';

/** At most five progress messages a second for one job. */
const PROGRESS_INTERVAL_MS = 200;

export interface JobFeedPorts {
  find: (id: JobId) => Promise<JobView | undefined>;
  send: (job: JobView) => void;
  fail: (error: unknown) => void;
  now: () => number;
  /** Calls back once; the returned function cancels. */
  schedule: (delayMs: number, callback: () => void) => () => void;
}

/**
 * Turns "something changed" into the job's current view, for one listener. Changes of state go out at once, progress
 * is thinned out. What waits is a set of ids, so a slow listener never makes it grow beyond the jobs that are active.
 */
export class JobFeed {
  readonly #due = new Set<JobId>();
  readonly #sentAt = new Map<JobId, number>();
  readonly #timers = new Map<JobId, () => void>();
  #isPumping = false;
  #isOpen = false;
  #isClosed = false;

  constructor(private readonly ports: JobFeedPorts) {}

  /** From now on changes go out; those that came before are not lost. */
  open(): void {
    this.#isOpen = true;
    void this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#due.clear();
  }

  changed(id: JobId, isDurable: boolean): void {
    if (this.#isClosed) return;
    const wait = (this.#sentAt.get(id) ?? -Infinity) + PROGRESS_INTERVAL_MS - this.ports.now();
    if (isDurable || wait <= 0) this.#makeDue(id);
    else if (!this.#timers.has(id))
      this.#timers.set(
        id,
        this.ports.schedule(wait, () => this.#makeDue(id)),
      );
  }

  #makeDue(id: JobId): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#due.add(id);
    void this.#pump();
  }

  /** One at a time, so that an older view never follows a newer one. */
  async #pump(): Promise<void> {
    if (this.#isPumping || !this.#isOpen) return;
    this.#isPumping = true;
    try {
      for (const id of this.#due) {
        this.#due.delete(id);
        this.#sentAt.set(id, this.ports.now());
        const job = await this.ports.find(id);
        if (this.#isClosed) return;
        if (job === undefined) continue;
        if (job.finishedAt !== undefined) this.#sentAt.delete(id);
        this.ports.send(job);
      }
    } catch (error) {
      this.ports.fail(error);
    } finally {
      this.#isPumping = false;
    }
  }
}
