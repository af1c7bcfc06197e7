import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import { Dispatcher } from './dispatcher.js';
import { isFinal } from './job-fold.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import type { JobRecord } from './job.types.js';
import { Publisher } from './publisher.js';
import { Reconciler } from './reconciler.js';
import { type BatchFacts, RecordScanner } from './record-scanner.js';
import type { RecoveryReport } from './recovery-state.js';

const RETRY_SETTLE_MS = 5000;

/** Reads every record at start, and brings what a crash left behind to what it should be. */
@Injectable()
export class RecoveryService {
  readonly #logger = new Logger(RecoveryService.name);

  constructor(
    private readonly scanner: RecordScanner,
    private readonly reconciler: Reconciler,
    private readonly store: JobStore,
    private readonly publisher: Publisher,
    private readonly runner: JobRunner,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  async recover(batches: BatchFacts): Promise<RecoveryReport> {
    const report = emptyReport(batches.count);
    const startedAt = performance.now();
    const publicFolders = await this.publisher.publicFolderNames();
    const unfinished: JobRecord[] = [];
    for await (const record of this.scanner.scan(batches, report)) {
      if (needsLook(record, publicFolders)) unfinished.push(record);
    }
    unfinished.sort((a, b) => (a.request.id < b.request.id ? -1 : 1));
    for (const record of unfinished) await this.#settleForSure(record, report);
    // Nothing runs yet, so whatever still lies there is left over from a kill.
    await this.publisher.folders.clear();
    report.durationMs = Math.round(performance.now() - startedAt);
    return report;
  }

  /** A disk that refuses one record must not keep the portal from all others: that job is settled when it can be. */
  async #settleForSure(record: JobRecord, report: RecoveryReport): Promise<void> {
    try {
      await this.#settle(record, report);
    } catch (error) {
      const { id } = record.request;
      this.#logger.error({ err: error, jobId: id }, 'could not settle a job after the stop; trying again');
      this.clock.schedule(RETRY_SETTLE_MS, () => {
        const now = this.store.peek(id);
        if (now !== undefined) void this.#settleForSure(now, report).then(() => this.dispatcher.pump());
      });
    }
  }

  async #settle(record: JobRecord, report: RecoveryReport): Promise<void> {
    const decision = await this.reconciler.decide(record);
    const { request } = record;
    if (decision.next === 'adopt') await this.publisher.confirmPublished(request);
    for (const event of decision.events) {
      await this.store.append(request.id, event);
      if (event.type === 'succeeded') report.adopted += 1;
      if (event.type === 'cancelled') report.cancelled += 1;
      if (event.type === 'failed' && event.code === 'artifact_missing') report.missing += 1;
      else if (event.type === 'failed') report.failed += 1;
    }
    if (decision.next === 'remove-files') await this.publisher.removePublished(request);
    if (decision.next === 'publish') await this.#publish(record, report);
    if (decision.next === 'reattach') this.#reattach(record, report);
    if (decision.next === 'queue') {
      report.requeued += 1;
      this.dispatcher.enqueue(request);
    }
  }

  #reattach(record: JobRecord, report: RecoveryReport): void {
    const resumption = this.reconciler.resumptionOf(record);
    if (resumption === undefined) throw new Error('the device of a remote job has gone during recovery');
    report.reattached += 1;
    this.dispatcher.enqueueResumption(resumption);
  }

  async #publish(record: JobRecord, report: RecoveryReport): Promise<void> {
    try {
      await this.runner.resumePublication(record.request, record.attempts.length);
      report.adopted += 1;
    } catch (error) {
      await this.publisher.withdraw(record.request);
      this.#logger.error(
        { err: error, jobId: record.request.id },
        'sealed files could not be published; running again',
      );
      await this.store.append(record.request.id, {
        type: 'attempt-ended',
        at: this.clock.now(),
        attempt: record.attempts.length,
        reason: 'interrupted',
        message: `Its sealed files could not be published: ${messageOf(error)}`,
      });
      report.requeued += 1;
      this.dispatcher.enqueue(record.request);
    }
  }
}

/** Everything that is not final, and final jobs whose public folder is there or gone against what the record says. */
function needsLook(record: JobRecord, publicFolders: ReadonlySet<string>): boolean {
  if (!isFinal(record.state)) return true;
  const { id, batch } = record.request;
  // Of a batch, the folder may be there for another of its jobs; whoever looks closer finds that out.
  const isThere = publicFolders.has(batch?.id ?? id);
  const isKept = record.filesRemoved === undefined && record.localCopyRemoved === undefined;
  const shouldBeThere = record.state === 'succeeded' && isKept;
  return isThere !== shouldBeThere;
}

function emptyReport(batches: number): RecoveryReport {
  return {
    jobs: 0,
    batches,
    requeued: 0,
    reattached: 0,
    adopted: 0,
    failed: 0,
    cancelled: 0,
    missing: 0,
    dropped: 0,
    damaged: 0,
    durationMs: 0,
  };
}
