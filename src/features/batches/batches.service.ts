import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type BatchId, type JobId, newBatchId } from '../../kernel/ids.js';
import {
  IdempotencyIndex,
  type IdempotencyMark,
  isFinal,
  JobIntake,
  JobsService,
  type JobState,
  type JobView,
  RecoveryState,
  type Submission,
  type SubmitJob,
  type SubmitOptions,
  toRetry,
  toSubmission,
} from '../jobs/index.js';
import type { BatchRecord } from './batch-record.js';
import { batchStateOf } from './batch-state.js';
import { BatchStore } from './batch-store.js';
import type { BatchView } from './batch.types.js';

/** Jobs in one batch; one for each device of the machine that seed 004 was made for. */
export const MAX_BATCH_JOBS = 8;

interface NewBatch {
  owner: string;
  submissions: readonly Submission[];
  retryOf?: BatchId;
}

/** 1 to 8 jobs submitted together, in order: all of them or none. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly store: BatchStore,
    private readonly jobs: JobsService,
    private readonly intake: JobIntake,
    private readonly idempotency: IdempotencyIndex,
    private readonly recovery: RecoveryState,
    private readonly clock: Clock,
  ) {}

  /** Resolves when all jobs are durable. @throws DomainError invalid_request, no_capable_engine, queue_full, ... */
  async submit(owner: string, jobs: readonly SubmitJob[], options: SubmitOptions = {}): Promise<BatchView> {
    if (jobs.length < 1 || jobs.length > MAX_BATCH_JOBS) {
      throw new DomainError(
        'invalid_request',
        `A batch has 1 to ${MAX_BATCH_JOBS} jobs, not ${jobs.length}.`,
      );
    }
    return this.#submit({ owner, submissions: jobs.map(toSubmission) }, options, 'batch');
  }

  /** Undefined for a batch that does not exist, or that somebody else owns. */
  async find(id: BatchId, owner: string): Promise<BatchView | undefined> {
    const record = await this.store.find(id);
    return record === undefined || record.owner !== owner ? undefined : this.#view(record);
  }

  /** Of whomever the batch is: only for what is public anyway. */
  async findJobId(id: BatchId, index: number): Promise<JobId | undefined> {
    return (await this.store.find(id))?.jobs[index];
  }

  /** @throws DomainError batch_not_found; recovering, while that cannot be known yet */
  async get(id: BatchId, owner: string): Promise<BatchView> {
    const batch = await this.find(id, owner);
    if (batch !== undefined) return batch;
    this.recovery.refuseIfIncomplete();
    throw new DomainError('batch_not_found', `There is no batch ${id}.`);
  }

  /** Newest first. */
  async list(
    owner: string,
    limit: number,
    before?: BatchId,
  ): Promise<{ items: BatchView[]; nextBefore?: BatchId }> {
    const items: BatchView[] = [];
    for (const record of this.store.newestFirst(before)) {
      if (record.owner !== owner) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) return { items, nextBefore: last.id };
      items.push(await this.#view(record));
    }
    return { items };
  }

  /** Cancels what is not final yet; resolves when all of it is. */
  async cancel(id: BatchId, owner: string): Promise<BatchView> {
    const { jobs } = await this.get(id, owner);
    await Promise.all(
      jobs.filter((job) => !isFinal(job.state)).map((job) => this.jobs.cancel(job.request.id, owner)),
    );
    return this.get(id, owner);
  }

  /** A new batch with the failed, cancelled and expired jobs of this one. @throws DomainError conflict if there are none */
  async retryFailed(id: BatchId, owner: string, options: SubmitOptions = {}): Promise<BatchView> {
    const { jobs } = await this.get(id, owner);
    const ended = jobs.filter((job) => isFinal(job.state) && job.state !== 'succeeded');
    if (ended.length === 0)
      throw new DomainError('conflict', 'No job of this batch has ended without a video.');
    const submissions = ended.map(({ request }) => toRetry(request));
    return this.#submit({ owner, submissions, retryOf: id }, options, `retry-failed ${id}`);
  }

  async #submit(batch: NewBatch, options: SubmitOptions, kind: string): Promise<BatchView> {
    const { idempotencyKey, body } = options;
    if (idempotencyKey === undefined) return this.get(await this.#make(batch), batch.owner);
    this.recovery.refuseIfIncomplete();
    const mark = this.idempotency.mark(batch.owner, idempotencyKey, kind, body);
    const make = (made: string | undefined) =>
      this.#make(batch, { idempotency: mark, id: made as BatchId | undefined });
    const { id } = await this.idempotency.once(mark, make, newBatchId);
    return this.get(id as BatchId, batch.owner);
  }

  /** Jobs first, the batch's record last: it is what makes all of them count. */
  async #make(
    { owner, submissions, retryOf }: NewBatch,
    { idempotency, id: given }: { idempotency?: IdempotencyMark; id?: BatchId | undefined } = {},
  ): Promise<BatchId> {
    // Another process may have made it, with the same key.
    if (given !== undefined && (await this.store.look(given))) return given;
    const id = given ?? newBatchId();
    const requests = this.intake.plan(submissions, { owner, batch: id });
    await this.intake.makeDurable(requests);
    let isFirst: boolean;
    try {
      isFirst = await this.store.create({
        id,
        owner,
        createdAt: this.clock.now(),
        jobs: requests.map((request) => request.id),
        ...(retryOf === undefined ? {} : { retryOf }),
        ...(idempotency === undefined ? {} : { idempotency }),
      });
    } catch (error) {
      await this.intake.discard(requests);
      throw error;
    }
    if (isFirst) this.intake.admit(requests);
    else await this.intake.discard(requests);
    return id;
  }

  async #view(record: BatchRecord): Promise<BatchView> {
    const found = await Promise.all(record.jobs.map((id) => this.jobs.find(id, record.owner)));
    const jobs = found.filter((job): job is JobView => job !== undefined);
    const completed = jobs.filter(hasResult).length;
    // A job whose record is damaged beyond reading cannot be shown, but it must not look as if it had gone well.
    const unreadable = record.jobs.length - jobs.length;
    const states: JobState[] = [
      ...jobs.map((job) => job.state),
      ...Array<JobState>(unreadable).fill('failed'),
    ];
    const state = batchStateOf(states, completed);
    return {
      id: record.id,
      owner: record.owner,
      createdAt: record.createdAt,
      ...(record.retryOf === undefined ? {} : { retryOf: record.retryOf }),
      state,
      total: record.jobs.length,
      completed,
      failed: unreadable + jobs.filter((job) => isFinal(job.state) && !hasResult(job)).length,
      jobs,
    };
  }
}

/** Whether its video, or its image, is really there. */
function hasResult({ videoUrl, imageUrl }: JobView): boolean {
  return videoUrl !== undefined || imageUrl !== undefined;
}
