import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { RedisLink, type RedisState } from '../../platform/redis/index.js';
import { Dispatcher } from './dispatcher.js';
import { findExpired, type RunningFact, type WaitingFact } from './expiry.js';
import type { WaitingJob } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { RunnerToolbox } from './runner-toolbox.js';
import { JobStore } from './job-store.js';
import { RunsElsewhere } from './runs-elsewhere.js';

/** Takes jobs out of the queue that have waited too long. */
@Injectable()
export class QueueExpiry {
  constructor(
    private readonly store: JobStore,
    private readonly dispatcher: Dispatcher,
    private readonly runner: JobRunner,
    private readonly toolbox: RunnerToolbox,
    private readonly elsewhere: RunsElsewhere,
    private readonly link: RedisLink,
    private readonly clock: Clock,
  ) {}

  get redisState(): RedisState {
    return this.link.state;
  }

  get queueSize(): number {
    return this.dispatcher.queue.size;
  }

  /**
   * Expires jobs that have waited longer, unless their batch or an older job is making progress.
   * @param owner whose jobs; everybody's without it
   */
  async expireWaiting(
    maxAgeMs: number,
    owner?: string,
  ): Promise<{ before: number; after: number; expired: number }> {
    const before = this.queueSize;
    const now = this.clock.now();
    const candidates = findExpired(this.#waiting(owner), this.#running(), maxAgeMs, now);
    let expired = 0;
    for (const { id } of candidates) {
      const job = this.dispatcher.queue.find(id);
      // It may have been started or cancelled while others were being written down.
      if (job === undefined || !this.dispatcher.withdraw(id)) continue;
      if (await this.#expire(job, now)) expired += 1;
    }
    return { before, after: this.queueSize, expired };
  }

  /** False where another process has started it just before. */
  async #expire(job: WaitingJob, now: number): Promise<boolean> {
    try {
      const event = { type: 'expired', at: now, waitedMs: now - job.since } as const;
      const record = await this.store.append(job.id, event);
      if (record.state !== 'expired') return false;
      this.toolbox.countOutcome(record.request.engine, 'expired');
      return true;
    } catch (error) {
      // What could not be written down did not happen: the job waits on.
      this.dispatcher.queue.add(job);
      throw error;
    }
  }

  #waiting(owner: string | undefined): WaitingFact[] {
    return this.dispatcher.queue.list().flatMap(({ id, engines, since }) => {
      const request = this.store.peek(id)?.request;
      if (owner !== undefined && request?.owner !== owner) return [];
      // It waits because somebody said so.
      if (request !== undefined && this.dispatcher.paused.has(request.owner)) return [];
      return [{ id, engines, since, batch: request?.batch?.id }];
    });
  }

  #running(): RunningFact[] {
    return [...this.runner.active, ...this.elsewhere.list()].map(([id, { engine }]) => {
      return { id, engine, batch: this.store.peek(id)?.request.batch?.id };
    });
  }
}
