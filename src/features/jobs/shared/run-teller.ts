import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { JobId } from '../../../kernel/ids.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { MetricsService } from '../../../platform/metrics/metrics.service.js';
import { DevicesService } from '../../devices/index.js';
import type { ActiveRun } from '../active-run.js';
import { etaOfRunning } from '../eta.js';
import { usedChoice } from '../job-choice.js';
import { isFinal } from '../job-fold.js';
import { JobQueue } from '../job-queue.js';
import { JobRunner } from '../job-runner.js';
import { JobStore } from '../job-store.js';
import { shapeOf } from '../shape.js';
import type { ToldRun } from './told-run.js';

/** The runs of this process: what it tells of them, and what it has to stop. */
@Injectable()
export class RunTeller {
  constructor(
    private readonly store: JobStore,
    private readonly runner: JobRunner,
    private readonly devices: DevicesService,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
    private readonly metrics: MetricsService,
    private readonly queue: JobQueue,
  ) {}

  /** Whether it runs here, or is to run here next. */
  isOurs(id: JobId): boolean {
    return this.runner.activeRun(id) !== undefined || this.queue.taken().includes(id);
  }

  ids(): JobId[] {
    return [...this.runner.active].map(([id]) => id);
  }

  tell(id: JobId): ToldRun | undefined {
    const run = this.runner.activeRun(id);
    const record = this.store.peek(id);
    if (run === undefined || record === undefined) return undefined;
    const { attempt, engine, progress } = run;
    const runs = this.devices.runsOf(run.device, shapeOf(usedChoice(record)));
    const eta = etaOfRunning(runs, this.clock.now() - run.startedAt);
    return { id, attempt, engine, progress, ...(eta === undefined ? {} : { eta }) };
  }

  all(): ToldRun[] {
    return this.ids().flatMap((id) => this.tell(id) ?? []);
  }

  /** Stops the run of a job that was cancelled elsewhere, or that another process has taken over. */
  check(id: JobId): void {
    const run = this.runner.activeRun(id);
    if (run === undefined || run.stopReason !== undefined) return;
    if (this.#isTakenOver(id, run)) {
      this.metrics.fencedRuns.inc();
      run.stop('shutdown');
    } else if (this.store.peek(id)?.cancelRequested === true) run.stop('cancel');
  }

  #isTakenOver(id: JobId, run: ActiveRun): boolean {
    const record = this.store.peek(id);
    if (record === undefined) return false;
    const last = record.attempts.at(-1);
    // Its first line is just being written.
    if (record.attempts.length < run.attempt) return false;
    // Its own end is just being written down.
    if (isFinal(record.state) && last?.number === run.attempt) return false;
    return last?.number !== run.attempt || last.endedAt !== undefined || last.process !== this.fleet.id;
  }
}
