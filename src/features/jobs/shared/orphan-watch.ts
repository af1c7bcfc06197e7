import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { MetricsService } from '../../../platform/metrics/metrics.service.js';
import { JobJournal } from '../job-journal.js';
import { JobStore } from '../job-store.js';
import type { JobRecord } from '../job.types.js';
import { RecoveryService } from '../recovery.service.js';
import { RunsElsewhere } from '../runs-elsewhere.js';

/** A failure to bring a job back is tried again with the next look at all of them. */
const LOOK_MS = 5000;

/** Brings back the jobs of processes that are gone. */
@Injectable()
export class OrphanWatch {
  readonly #logger = new Logger(OrphanWatch.name);
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;
  #round: Promise<void> | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly store: JobStore,
    private readonly journal: JobJournal,
    private readonly recovery: RecoveryService,
    private readonly elsewhere: RunsElsewhere,
    private readonly clock: Clock,
    private readonly metrics: MetricsService,
  ) {}

  start(): void {
    this.fleet.departures.subscribe(({ sign }) => {
      this.elsewhere.endAllOf(sign.id);
      void this.look();
    });
    this.#plan();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await this.#round;
  }

  /** Never rejects: what cannot be read now is looked at with the next round. */
  look(): Promise<void> {
    this.#round ??= this.#look()
      .catch((error: unknown) =>
        this.#logger.warn(
          { err: error },
          'jobs of processes that are gone could not be looked for; trying again',
        ),
      )
      .finally(() => (this.#round = undefined));
    return this.#round;
  }

  /** The record as it then is; undefined where it could not be settled. */
  async settle(record: JobRecord): Promise<JobRecord | undefined> {
    const { id } = record.request;
    try {
      await this.recovery.settle(record);
      if (record.state === 'running') this.metrics.takeovers.inc();
    } catch (error) {
      this.#logger.error(
        { err: error, jobId: id },
        'a job of a process that is gone could not be brought back',
      );
      return undefined;
    }
    return this.store.peek(id);
  }

  #plan(): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.clock.schedule(LOOK_MS, () => void this.look().finally(() => this.#plan()));
  }

  async #look(): Promise<void> {
    for (const known of this.store.values()) {
      if (this.#isStopped) return;
      const isOwn = known.attempts.at(-1)?.process === this.fleet.id;
      if (known.state !== 'running' || isOwn || (await this.journal.isHeldElsewhere(known))) continue;
      const record = await this.store.refresh(known.request.id);
      // Somebody else may have been faster.
      if (record?.state !== 'running' || (await this.journal.isHeldElsewhere(record))) continue;
      await this.settle(record);
    }
  }
}
