import { Injectable, Logger } from '@nestjs/common';
import { type BatchId, type JobId, madeAt, parseJobId } from '../../kernel/ids.js';
import { type ScannedFile, Storage } from '../../platform/storage/index.js';
import { IdempotencyIndex } from './idempotency.js';
import type { JobEvent } from './job-event.js';
import { foldJob } from './job-fold.js';
import { JobStore } from './job-store.js';
import type { JobRecord, JobRequest } from './job.types.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';
import { LineFiles, readLines } from './line-files.js';
import { PastRuns } from './past-runs.js';
import type { RecoveryReport } from './recovery-state.js';
import { IntakeLog } from './shared/intake-log.js';
import { SharedJournal } from './shared/shared-journal.js';

/** Longer than any submission takes, until nobody can have a half-made one in hand any more. */
export const ABANDONED_MS = 3_600_000;

export interface BatchFacts {
  /** Whether a batch's own record is there and names the job; new jobs of others were never acknowledged. */
  isCommitted: (id: BatchId, job: JobId) => boolean;
  /** As {@link isCommitted}, of a batch that another process may have made since. */
  look?: (id: BatchId, job: JobId) => Promise<boolean>;
  count: number;
}

/** Reads every job's journal from disk into the store, and drops what was never acknowledged. */
@Injectable()
export class RecordScanner {
  readonly #logger = new Logger(RecordScanner.name);
  #lines: ReadonlyMap<JobId, ReadonlyMap<number, JobEvent>> = new Map();

  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
    private readonly idempotency: IdempotencyIndex,
    private readonly pastRuns: PastRuns,
  ) {}

  /** Counts what it finds in `report`. */
  async *scan(batches: BatchFacts, report: RecoveryReport): AsyncIterable<JobRecord> {
    // Lines of their own first: they only go away when they stand in the record itself.
    this.#lines = await readLines(this.storage, this.store.paths.lines);
    // Then those without a file of their own: they only go away when they have one.
    const { submissions, damaged } = await this.#intake();
    report.damaged += damaged;
    for await (const files of this.storage.files.scan(this.store.paths.journals)) {
      for (const file of files) {
        const id = parseJobId(file.path.slice(file.path.indexOf('/') + 1).replace(/\.jsonl$/, ''));
        // Submitted since this process started: the store has it, or is just writing it.
        if (id !== undefined) submissions.delete(id);
        if (id === undefined || this.#isKnown(id)) continue;
        const record = await this.#read(id, file, batches, report);
        if (record !== undefined) yield this.#adopt(record, report);
      }
    }
    for (const [id, request] of submissions) {
      const record = this.#isKnown(id) ? undefined : await this.#fold(request, batches, report);
      if (record !== undefined) yield this.#adopt(record, report);
    }
    this.pastRuns.tell();
    if (!this.store.journal.isShared && damaged === 0) await this.storage.removeTree(this.store.paths.intake);
  }

  /** Submitted since this process started: the store has it, or is just writing it. */
  #isKnown(id: JobId): boolean {
    return this.store.peek(id) !== undefined || this.store.isCreating(id);
  }

  #adopt(record: JobRecord, report: RecoveryReport): JobRecord {
    report.jobs += 1;
    this.store.adopt(record);
    this.pastRuns.note(record);
    const { id, idempotency, createdAt } = record.request;
    if (idempotency !== undefined) this.idempotency.restore(idempotency, id, createdAt);
    return record;
  }

  /** Submissions that lie together, by the id of the job. */
  async #intake(): Promise<{ submissions: Map<JobId, JobRequest>; damaged: number }> {
    const { journal, paths } = this.store;
    const intake = journal instanceof SharedJournal ? journal.intake : new IntakeLog(this.storage, paths, '');
    const submissions = new Map((await intake.scan()).map((request) => [request.id, request]));
    const damaged = [...intake.files()].reduce((sum, file) => sum + file.damaged, 0);
    return { submissions, damaged };
  }

  /** The record of a job without a file of its own, as it counts. */
  async #fold(
    request: JobRequest,
    batches: BatchFacts,
    report: RecoveryReport,
  ): Promise<JobRecord | undefined> {
    const { id } = request;
    const events = this.#withLines(id, [{ type: 'submitted', at: request.createdAt, request }]);
    const record = foldJob(events);
    if (record === undefined) return undefined;
    if (!(await this.#counts(record, events.length, batches))) {
      report.dropped += this.store.journal.isShared ? 0 : 1;
      return undefined;
    }
    if (this.store.journal instanceof SharedJournal) this.store.journal.adopt(record, events.length);
    else await this.#absorb(id, events);
    return record;
  }

  /** A job that anything has happened to was admitted, so its batch was whole, wherever its record is now. */
  async #counts({ request }: JobRecord, lines: number, batches: BatchFacts): Promise<boolean> {
    const { id, batch } = request;
    if (batch === undefined || lines > 1 || batches.isCommitted(batch.id, id)) return true;
    return (await batches.look?.(batch.id, id)) === true;
  }

  async #read(
    id: JobId,
    file: ScannedFile,
    batches: BatchFacts,
    report: RecoveryReport,
  ): Promise<JobRecord | undefined> {
    const journal = decodeJournal(file.text);
    const events = this.#withLines(id, journal.events);
    const record = foldJob(events);
    const path = this.store.paths.journal(id);
    if (record === undefined || record.request.id !== id) {
      // A first line without an end was never acknowledged.
      if (!file.text.includes('\n')) return this.#drop(id, report);
      report.damaged += 1;
      this.#logger.error(
        { jobId: id },
        'the record of this job is damaged from its first line on; it is left as it is',
      );
      return undefined;
    }
    if (!(await this.#counts(record, events.length, batches))) return this.#drop(id, report);
    if (journal.damagedBytes > 0) await this.#cutTail(path, file.text, journal.validBytes, report);
    if (events.length > journal.events.length && !this.store.journal.isShared) await this.#absorb(id, events);
    return record;
  }

  /** Another process may be just writing it: then it is left alone until it is surely nobody's. */
  async #drop(id: JobId, report: RecoveryReport): Promise<undefined> {
    if (this.store.journal.isShared && Date.now() - madeAt(id) < ABANDONED_MS) return undefined;
    report.dropped += 1;
    await this.storage.removeTree(this.store.paths.journal(id));
    return undefined;
  }

  #withLines(id: JobId, events: readonly JobEvent[]): readonly JobEvent[] {
    const lines = this.#lines.get(id);
    if (lines === undefined) return events;
    const all = [...events];
    for (let line = lines.get(all.length); line !== undefined; line = lines.get(all.length)) all.push(line);
    return all;
  }

  /** What processes with Redis have written in single lines: this one, alone again, writes into the record. */
  async #absorb(id: JobId, events: readonly JobEvent[]): Promise<void> {
    await this.storage.replaceFile(this.store.paths.journal(id), events.map(encodeEvent).join(''));
    const lines = new LineFiles(this.storage, this.store.paths.lines);
    await lines.remove(id, 1, events.length - 1);
  }

  /** A torn last line is what a kill leaves. Anything else is damage, and kept beside the record for whoever looks. */
  async #cutTail(path: string, text: string, validBytes: number, report: RecoveryReport): Promise<void> {
    const tail = Buffer.from(text).subarray(validBytes).toString('utf8');
    if (tail.includes('\n')) {
      report.damaged += 1;
      this.#logger.error({ path }, 'a record has damaged lines; what was before them is used');
      await this.storage.replaceFile(`${path}.damaged`, text);
    }
    await this.storage.truncate(path, validBytes);
  }
}
