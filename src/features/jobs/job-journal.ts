import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { errnoOf } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import { Storage } from '../../platform/storage/index.js';
import type { JobEvent } from './job-event.js';
import { applyEvent, foldJob } from './job-fold.js';
import { JobPaths } from './job-paths.js';
import type { JobRecord, JobRequest } from './job.types.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';

/** Another process has the job: what this one makes of it does not count any more. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** The job is there: another process has made it under the same id. */
export class AlreadyMadeError extends Error {
  override readonly name = 'AlreadyMadeError';
}

/** How what happens to jobs gets to disk. Two implementations: for one process, and for many that share the folders. */
export abstract class JobJournal {
  abstract readonly paths: JobPaths;
  /** Whether other processes may write records too. */
  abstract readonly isShared: boolean;
  /** Makes a submission durable. @throws DomainError storage_full @throws AlreadyMadeError */
  abstract create(request: JobRequest): Promise<void>;
  /** Takes back what {@link create} has made, or begun to make. */
  abstract discard(id: JobId): Promise<void>;
  /**
   * Makes events durable, each where the state of the job then allows it.
   * @param known the record as the caller has it
   * @returns the record afterwards; `known` itself where nothing has changed
   * @throws FencedError if one belongs to an attempt that another process has
   */
  abstract append(known: JobRecord, events: readonly JobEvent[]): Promise<JobRecord>;
  /** From disk; undefined if there is none. */
  abstract read(id: JobId): Promise<JobRecord | undefined>;
  /** Whether a living process other than this one runs the job. */
  abstract isHeldElsewhere(record: JobRecord): Promise<boolean>;
}

/** One file a job, and nobody else writes it: memory says what is in it. */
@Injectable()
export class FileJournal extends JobJournal {
  readonly paths: JobPaths;
  readonly isShared = false;

  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) config: Config,
  ) {
    super();
    this.paths = new JobPaths(config.dataDir, config.staticDir);
  }

  create(request: JobRequest): Promise<void> {
    const line = encodeEvent({ type: 'submitted', at: request.createdAt, request });
    return this.storage.createFile(this.paths.journal(request.id), line);
  }

  discard(id: JobId): Promise<void> {
    return this.storage.removeTree(this.paths.journal(id));
  }

  async append(known: JobRecord, events: readonly JobEvent[]): Promise<JobRecord> {
    let next = known;
    let lines = '';
    for (const event of events) {
      const before = next;
      next = applyEvent(before, event);
      // Otherwise there is nothing to say: the state does not allow the event (any more).
      if (next !== before) lines += encodeEvent(event);
    }
    if (next !== known) await this.storage.append(this.paths.journal(known.request.id), lines);
    return next;
  }

  async read(id: JobId): Promise<JobRecord | undefined> {
    try {
      const content = await this.storage.files.readFile(this.paths.journal(id));
      return foldJob(decodeJournal(content.toString('utf8')).events);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  isHeldElsewhere(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
