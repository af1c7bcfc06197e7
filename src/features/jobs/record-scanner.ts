import { Injectable, Logger } from '@nestjs/common';
import { type BatchId, type JobId, parseJobId } from '../../kernel/ids.js';
import { type ScannedFile, Storage } from '../../platform/storage/index.js';
import { IdempotencyIndex } from './idempotency.js';
import { foldJob } from './job-fold.js';
import { JobStore } from './job-store.js';
import type { JobRecord } from './job.types.js';
import { decodeJournal } from './journal-codec.js';
import type { RecoveryReport } from './recovery-state.js';

export interface BatchFacts {
  /** Batches whose own record is there; new jobs of others were never acknowledged. */
  isCommitted: (id: BatchId) => boolean;
  count: number;
}

/** Reads every job's journal from disk into the store, and drops what was never acknowledged. */
@Injectable()
export class RecordScanner {
  readonly #logger = new Logger(RecordScanner.name);

  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
    private readonly idempotency: IdempotencyIndex,
  ) {}

  /** Counts what it finds in `report`. */
  async *scan(batches: BatchFacts, report: RecoveryReport): AsyncIterable<JobRecord> {
    for await (const files of this.storage.files.scan(this.store.paths.journals)) {
      for (const file of files) {
        const id = parseJobId(file.path.slice(file.path.indexOf('/') + 1).replace(/\.jsonl$/, ''));
        // Submitted since this process started: the store has it, or is just writing it.
        if (id === undefined || this.store.peek(id) !== undefined || this.store.isCreating(id)) continue;
        const record = await this.#read(id, file, batches, report);
        if (record === undefined) continue;
        report.jobs += 1;
        this.store.adopt(record);
        const { idempotency, createdAt } = record.request;
        if (idempotency !== undefined) this.idempotency.restore(idempotency, id, createdAt);
        yield record;
      }
    }
  }

  async #read(
    id: JobId,
    file: ScannedFile,
    batches: BatchFacts,
    report: RecoveryReport,
  ): Promise<JobRecord | undefined> {
    const journal = decodeJournal(file.text);
    const record = foldJob(journal.events);
    const path = this.store.paths.journal(id);
    if (record === undefined || record.request.id !== id) {
      // A first line without an end was never acknowledged.
      if (!file.text.includes('\n')) return this.#drop(path, report);
      report.damaged += 1;
      this.#logger.error(
        { jobId: id },
        'the record of this job is damaged from its first line on; it is left as it is',
      );
      return undefined;
    }
    const { batch } = record.request;
    // A job that anything has happened to was admitted, so its batch was whole, wherever its record is now.
    const isUntouched = journal.events.length === 1;
    if (batch !== undefined && isUntouched && !batches.isCommitted(batch.id)) return this.#drop(path, report);
    if (journal.damagedBytes > 0) await this.#cutTail(path, file.text, journal.validBytes, report);
    return record;
  }

  async #drop(path: string, report: RecoveryReport): Promise<undefined> {
    report.dropped += 1;
    await this.storage.removeTree(path);
    return undefined;
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
