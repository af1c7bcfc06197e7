import { Injectable, Logger } from '@nestjs/common';
import { type JobId, madeAt } from '../../../kernel/ids.js';
import { Clock } from '../../../kernel/clock.js';
import { foldJob } from '../job-fold.js';
import { JobJournal } from '../job-journal.js';
import { JobStore } from '../job-store.js';
import type { JobRequest } from '../job.types.js';
import { ABANDONED_MS, type BatchFacts } from '../record-scanner.js';
import type { Arrival } from './intake-log.js';
import { SharedJournal } from './shared-journal.js';

/** Takes in the jobs that other processes have taken in. Those of a batch count when the batch is there. */
@Injectable()
export class IntakeArrivals {
  readonly #logger = new Logger(IntakeArrivals.name);
  /** Not known to count yet. */
  readonly #waiting = new Set<JobId>();

  constructor(
    private readonly journal: JobJournal,
    private readonly store: JobStore,
    private readonly clock: Clock,
  ) {}

  start(): void {
    const { journal } = this;
    if (!(journal instanceof SharedJournal)) return;
    journal.intake.arrivals.subscribe((arrival) => this.#take(journal, arrival));
  }

  /** Recovery has read all records; what it left aside may count later. */
  open(): void {
    const { journal } = this;
    if (!(journal instanceof SharedJournal)) return;
    for (const { jobs } of journal.intake.files())
      for (const id of jobs) if (this.store.peek(id) === undefined) this.#waiting.add(id);
  }

  /** What no message has told. */
  async look(batches: BatchFacts): Promise<void> {
    const { journal } = this;
    if (!(journal instanceof SharedJournal)) return;
    await journal.intake.look();
    for (const id of this.#waiting) {
      if (this.store.isCreating(id)) continue;
      if (this.store.peek(id) === undefined && !(await this.#settle(journal, id, batches))) continue;
      this.#waiting.delete(id);
    }
  }

  /** Whether it is known now what becomes of it. */
  async #settle(journal: SharedJournal, id: JobId, batches: BatchFacts): Promise<boolean> {
    const record = await journal.read(id);
    const batch = record?.request.batch?.id;
    const counts =
      record !== undefined &&
      (batch === undefined || record.attempts.length > 0 || (await batches.look?.(batch, id)) === true);
    if (counts) await this.store.refresh(id);
    else if (this.clock.now() - madeAt(id) < ABANDONED_MS) return false;
    else journal.forget(id);
    return true;
  }

  #take(journal: SharedJournal, { requests, isFresh }: Arrival): void {
    for (const request of requests) {
      if (this.store.peek(request.id) !== undefined) continue;
      if (isFresh) this.#takeFresh(journal, request);
      else if (request.batch === undefined) void this.#takeLate(request.id);
      else this.#waiting.add(request.id);
    }
  }

  #takeFresh(journal: SharedJournal, request: JobRequest): void {
    const record = foldJob([{ type: 'submitted', at: request.createdAt, request }]);
    if (record === undefined) return;
    journal.adopt(record, 1);
    if (request.batch === undefined) this.store.takeIn(record);
    else this.#waiting.add(request.id);
  }

  /** Its end may be written down already. */
  async #takeLate(id: JobId): Promise<void> {
    try {
      await this.store.refresh(id);
    } catch (error) {
      this.#logger.warn({ err: error, jobId: id }, 'a job of another process cannot be read; trying again');
      this.#waiting.add(id);
    }
  }
}
