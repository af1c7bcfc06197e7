import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { ObjectPlace } from '../../platform/objects/index.js';
import type { BatchId, JobId } from '../../kernel/ids.js';
import type { RedisState } from '../../platform/redis/index.js';
import { JobCanceller } from './job-canceller.js';
import { isFinal } from './job-fold.js';
import { toSubmission } from './job-intake.js';
import { JobMarks } from './job-marks.js';
import { JobReader } from './job-reader.js';
import { JobSubmitter, type SubmitOptions } from './job-submitter.js';
import type {
  ArtifactRole,
  ClientMark,
  FacadeLoad,
  JobFilter,
  JobState,
  JobView,
  SubmitJob,
} from './job.types.js';
import { objectPlaceOf } from './result-objects.js';
import { JobViewer } from './job-view.js';
import { QueueExpiry } from './queue-expiry.js';
import { RecoveryState } from './recovery-state.js';

/** The jobs, as the HTTP edge and other features use them. An owner sees only what is theirs. */
@Injectable()
export class JobsService {
  constructor(
    private readonly reader: JobReader,
    private readonly submitter: JobSubmitter,
    private readonly canceller: JobCanceller,
    private readonly marks: JobMarks,
    private readonly waiting: QueueExpiry,
    private readonly recovery: RecoveryState,
    private readonly viewer: JobViewer,
  ) {}

  /** Resolves when the job is durable. @throws DomainError no_capable_engine, queue_full, storage_full, ... */
  submit(owner: string, job: SubmitJob, options: SubmitOptions = {}): Promise<JobView> {
    return this.submitter.submit(owner, toSubmission(job), options, 'job');
  }

  /** Undefined for a job that does not exist, or that somebody else owns. */
  find(id: JobId, owner: string): Promise<JobView | undefined> {
    return this.reader.find(id, owner);
  }

  /** @throws DomainError job_not_found; recovering, while that cannot be known yet */
  get(id: JobId, owner: string): Promise<JobView> {
    return this.reader.get(id, owner);
  }

  /**
   * By what the client of another interface calls it; undefined where the owner has no such job.
   * @throws DomainError recovering, while that cannot be known yet
   */
  findByClient(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>): Promise<JobView | undefined> {
    return this.reader.findByClient(owner, mark);
  }

  /** How many of the owner's jobs that came by an interface are in each state. */
  countByState(owner: string, facade: string): Record<JobState, number> {
    return this.reader.countByState(owner, facade);
  }

  /** The jobs of an interface that wait or run, of everyone; oldest first. */
  loadOf(facade: string): FacadeLoad {
    return this.reader.loadOf(facade);
  }

  /** How many jobs, of everyone, were submitted since then and have failed. */
  failuresSince(at: number): number {
    return this.reader.failuresSince(at);
  }

  /** What the client of an interface calls those of the owner's jobs that wait. */
  waitingByClient(owner: string, facade: string): string[] {
    return this.reader.waitingByClient(owner, facade);
  }

  /** Names of the stored inputs that jobs which are not final start from; undefined while that cannot be known yet. */
  neededInputs(): ReadonlySet<string> | undefined {
    return this.reader.neededInputs();
  }

  /** The batch of a job that is in memory. */
  batchOf(id: JobId): BatchId | undefined {
    return this.reader.batchOf(id);
  }

  /** Newest first, or as the filter says. */
  list(filter: JobFilter): Promise<{ items: JobView[]; nextBefore?: JobId }> {
    return this.reader.list(filter);
  }

  /** Resolves when the job is final. One that already is stays as it is. */
  async cancel(id: JobId, owner: string): Promise<JobView> {
    const job = await this.#getSettled(id, owner);
    if (isFinal(job.state)) return job;
    await this.canceller.cancel(id);
    return this.get(id, owner);
  }

  /** A new job with the same request, linked to the old one. @throws DomainError conflict while the old one is not final */
  retry(id: JobId, owner: string, options: SubmitOptions = {}): Promise<JobView> {
    return this.submitter.retry(id, owner, options);
  }

  /** Removes the files of a final job; the record stays and says so. @throws DomainError conflict while it is not final */
  async removeFiles(id: JobId, owner: string): Promise<JobView> {
    const { state } = await this.#getSettled(id, owner);
    if (!isFinal(state)) {
      throw new DomainError('conflict', `The job is ${state}; cancel it before its files are removed.`);
    }
    await this.marks.removeFiles(id, 'deleted');
    return this.get(id, owner);
  }

  /** Starred jobs keep their files, whatever the retention settings say. */
  async star(id: JobId, owner: string, starred: boolean): Promise<JobView> {
    await this.#getSettled(id, owner);
    await this.marks.star(id, starred);
    return this.get(id, owner);
  }

  /** @param rating from 1 to 5; null takes it back */
  async rate(id: JobId, owner: string, rating: number | null): Promise<JobView> {
    await this.#getSettled(id, owner);
    await this.marks.rate(id, rating);
    return this.get(id, owner);
  }

  /** Expires the owner's jobs that have waited longer, unless their batch or an older job is making progress. */
  expireWaiting(
    maxAgeMs: number,
    owner: string,
  ): Promise<{ before: number; after: number; expired: number }> {
    return this.waiting.expireWaiting(maxAgeMs, owner);
  }

  /** Absolute path of an artifact; undefined unless the job has a result that was not removed. */
  artifactPath(job: JobView, role: ArtifactRole): string | undefined {
    return this.viewer.artifactPath(job, role);
  }

  /** Where an artifact lies in object storage; undefined unless it is there. */
  artifactObject(job: JobView, role: ArtifactRole): ObjectPlace | undefined {
    const isThere = job.objects?.uploadedAt !== undefined && job.filesRemoved === undefined;
    return isThere ? objectPlaceOf(job, role) : undefined;
  }

  /** A job with files that anyone may have who knows where they are. */
  async findPublished(id: JobId): Promise<JobView | undefined> {
    const job = await this.reader.findPublished(id);
    return job?.state === 'succeeded' && job.filesRemoved === undefined ? job : undefined;
  }

  /** A JPEG of how the result looks so far; undefined unless the job runs and its engine sent one. */
  preview(job: JobView): Uint8Array | undefined {
    return this.viewer.preview(job);
  }

  /** True until recovery has read every record: then an unknown id may still turn up. */
  get isRecovering(): boolean {
    return !this.recovery.isComplete;
  }

  /** Whether jobs can be handed to other processes; `unset` where there are none. */
  get redisState(): RedisState {
    return this.waiting.redisState;
  }

  get queueSize(): number {
    return this.waiting.queueSize;
  }

  /** A job that may be changed: recovery has brought it to what it should be. */
  async #getSettled(id: JobId, owner: string): Promise<JobView> {
    const job = await this.get(id, owner);
    this.recovery.refuseIfIncomplete();
    return job;
  }
}
