import { Injectable } from '@nestjs/common';
import { IdempotencyIndex, JobsLifecycle, type RecoveryReport } from '../jobs/index.js';
import { BatchStore } from './batch-store.js';

/** Recovery of everything: batches first, since their records say which jobs count. */
@Injectable()
export class BatchesLifecycle {
  constructor(
    private readonly store: BatchStore,
    private readonly jobs: JobsLifecycle,
    private readonly idempotency: IdempotencyIndex,
  ) {}

  async recover(): Promise<RecoveryReport> {
    await this.store.load();
    for (const { idempotency, id, createdAt } of this.store.values()) {
      if (idempotency !== undefined) this.idempotency.restore(idempotency, id, createdAt);
    }
    return this.jobs.recover({
      isCommitted: (id) => this.store.isCommitted(id),
      look: (id) => this.store.look(id),
      count: this.store.size,
    });
  }
}
