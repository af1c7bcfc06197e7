import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { JobStore } from './job-store.js';
import type { JobRecord } from './job.types.js';
import { Publisher } from './publisher.js';
import { type Decision, reconcile } from './reconcile.js';

/** Feeds {@link reconcile} with what lies on disk for a job. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly store: JobStore,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async decide(record: JobRecord): Promise<Decision> {
    const { paths } = this.store;
    const found = {
      published: await this.publisher.filesIn(paths.publicFolder(record.request)),
      work: await this.publisher.filesIn(paths.workFolder(record.request.id, record.attempts.length)),
    };
    return reconcile(record, found, { maxAttempts: this.config.maxAttempts }, this.clock.now());
  }
}
