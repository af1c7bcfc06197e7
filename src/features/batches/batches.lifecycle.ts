import { Injectable, Logger } from '@nestjs/common';
import type { JobId } from '../../kernel/ids.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { IdempotencyIndex, JobsLifecycle, JobsService, type RecoveryReport } from '../jobs/index.js';
import { BatchStore } from './batch-store.js';

/** Recovery of everything: batches first, since their records say which jobs count. */
@Injectable()
export class BatchesLifecycle {
  readonly #logger = new Logger(BatchesLifecycle.name);

  constructor(
    private readonly store: BatchStore,
    private readonly jobs: JobsLifecycle,
    private readonly idempotency: IdempotencyIndex,
    private readonly service: JobsService,
    private readonly events: EventBus,
  ) {}

  async recover(): Promise<RecoveryReport> {
    await this.store.load();
    this.events.events.subscribe((event) => {
      if (event.type === 'job' && event.isFromElsewhere === true) void this.#takeIn(event.id as JobId);
    });
    for (const { idempotency, id, createdAt } of this.store.values()) {
      if (idempotency !== undefined) this.idempotency.restore(idempotency, id, createdAt);
    }
    return this.jobs.recover({
      isCommitted: (id, job) => this.store.isCommitted(id, job),
      look: (id, job) => this.store.look(id, job),
      count: this.store.size,
    });
  }

  /** A batch that another process has made is known here with its first job. */
  async #takeIn(job: JobId): Promise<void> {
    const batch = this.service.batchOf(job);
    if (batch === undefined || this.store.isCommitted(batch)) return;
    try {
      await this.store.look(batch);
    } catch (error) {
      this.#logger.warn({ err: error, batchId: batch }, 'a batch of another process cannot be read yet');
    }
  }
}
