import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import { Dispatcher } from './dispatcher.js';
import type { JobEvent } from './job-event.js';
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
    // Nothing of this process runs yet, so what still lies there of its own is left over from a kill.
    await this.publisher.folders.clear();
    report.durationMs = Math.round(performance.now() - startedAt);
    return report;
  }

  /** A disk that refuses one record must not keep the portal from all others: that job is settled when it can be. */
  async #settleForSure(record: JobRecord, report: RecoveryReport): Promise<void> {
    try {
      await this.settle(record, report);
    } catch (error) {
      const { id } = record.request;
      this.#logger.error({ err: error, jobId: id }, 'could not settle a job after the stop; trying again');
      this.clock.schedule(RETRY_SETTLE_MS, () => {
        const now = this.store.peek(id);
        if (now !== undefined) void this.#settleForSure(now, report).then(() => this.dispatcher.pump());
      });
    }
  }

  /** Brings one job to what it should be, of which nobody says any more how far it is. */
  async settle(record: JobRecord, report = emptyReport(0)): Promise<void> {
    // Another process is at it, and will say what becomes of it.
    if (await this.store.journal.isHeldElsewhere(record)) return;
    const decision = await this.reconciler.decide(record);
    const { request } = record;
    if (decision.next === 'adopt') await this.publisher.confirmPublished(request);
    for (const event of decision.events) {
      const now = await this.store.append(request.id, event);
      // Whoever had it has come back meanwhile and goes on with it: this was not written, and its files are its own.
      if (await this.store.journal.isHeldElsewhere(now)) return;
      count(event, report);
    }
    if (decision.next === 'remove-files') await this.publisher.removePublished(request);
    if (decision.next === 'publish') await this.#publish(record, report);
    if (decision.next === 'reattach') await this.#reattach(record, report);
    if (decision.next === 'queue') await this.#requeue(record, report);
  }

  async #requeue({ request, state, attempts }: JobRecord, report: RecoveryReport): Promise<void> {
    report.requeued += 1;
    // With its own start, a portal clears all of them; where others are at work, each by itself.
    const last = attempts.at(-1);
    if (this.store.journal.isShared && state === 'running' && last !== undefined)
      await this.publisher.folders.removeOf(request.id, last);
    this.dispatcher.enqueue(request);
  }

  async #reattach(record: JobRecord, report: RecoveryReport): Promise<void> {
    if (this.store.journal.isShared && !(await this.#claim(record))) return;
    const resumption = this.reconciler.resumptionOf(record);
    if (resumption === undefined) throw new Error('the device of a remote job has gone during recovery');
    report.reattached += 1;
    this.dispatcher.enqueueResumption(resumption);
  }

  /** Whether this process is the one that goes on with it. */
  async #claim({ request, attempts }: JobRecord): Promise<boolean> {
    const attempt = attempts.length;
    const claim = { type: 'attempt-resumed', at: this.clock.now(), attempt, process: '' } as const;
    return !(await this.store.journal.isHeldElsewhere(await this.store.append(request.id, claim)));
  }

  async #publish(record: JobRecord, report: RecoveryReport): Promise<void> {
    try {
      await this.runner.resumePublication(record);
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

export function emptyReport(batches: number): RecoveryReport {
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

function count(event: JobEvent, report: RecoveryReport): void {
  if (event.type === 'succeeded') report.adopted += 1;
  if (event.type === 'cancelled') report.cancelled += 1;
  if (event.type === 'failed' && event.code === 'artifact_missing') report.missing += 1;
  else if (event.type === 'failed') report.failed += 1;
}
