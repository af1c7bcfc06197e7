import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Dispatcher } from './dispatcher.js';
import { findExpired, type RunningFact, type WaitingFact } from './expiry.js';
import { JobRunner, RunnerToolbox } from './job-runner.js';
import { JobStore } from './job-store.js';

/** Takes jobs out of the queue that have waited too long. */
@Injectable()
export class QueueExpiry {
  constructor(
    private readonly store: JobStore,
    private readonly dispatcher: Dispatcher,
    private readonly runner: JobRunner,
    private readonly toolbox: RunnerToolbox,
    private readonly clock: Clock,
  ) {}

  get queueSize(): number {
    return this.dispatcher.queue.size;
  }

  /** Expires jobs that have waited longer, unless their batch or an older job is making progress. */
  async expireWaiting(maxAgeMs: number): Promise<{ before: number; after: number; expired: number }> {
    const before = this.queueSize;
    const now = this.clock.now();
    const expired = findExpired(this.#waiting(), this.#running(), maxAgeMs, now).filter((job) =>
      this.dispatcher.withdraw(job.id),
    );
    for (const { id, since } of expired) {
      const record = await this.store.append(id, { type: 'expired', at: now, waitedMs: now - since });
      this.toolbox.countOutcome(record.request, 'expired');
    }
    return { before, after: this.queueSize, expired: expired.length };
  }

  #waiting(): WaitingFact[] {
    return this.dispatcher.queue.list().map(({ id, engine, since }) => ({
      id,
      engine,
      since,
      batch: this.store.peek(id)?.request.batch?.id,
    }));
  }

  #running(): RunningFact[] {
    return [...this.runner.active].map(([id]) => {
      const request = this.store.peek(id)?.request;
      return { id, engine: request?.engine ?? '', batch: request?.batch?.id };
    });
  }
}
