import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { type JobId, newJobId } from '../../kernel/ids.js';
import { ClientClaims } from './client-claims.js';
import { idTaken } from './client-index.js';
import { IdempotencyIndex } from './idempotency.js';
import { isFinal } from './job-fold.js';
import { JobIntake, type Submission, toRetry } from './job-intake.js';
import { JobReader } from './job-reader.js';
import { AlreadyMadeError } from './job-journal.js';
import { JobStore } from './job-store.js';
import type { IdempotencyMark, JobView } from './job.types.js';
import { RecoveryState } from './recovery-state.js';

export interface SubmitOptions {
  /** The `Idempotency-Key` header. */
  idempotencyKey?: string | undefined;
  /** The parsed body that the key stands for. */
  body?: unknown;
}

/** Takes single jobs in, once per idempotency key. */
@Injectable()
export class JobSubmitter {
  constructor(
    private readonly reader: JobReader,
    private readonly intake: JobIntake,
    private readonly idempotency: IdempotencyIndex,
    private readonly recovery: RecoveryState,
    private readonly store: JobStore,
    private readonly clients: ClientClaims,
  ) {}

  /** @param kind the route's purpose, for the idempotency key */
  async submit(
    owner: string,
    submission: Submission,
    options: SubmitOptions,
    kind: string,
  ): Promise<JobView> {
    const { idempotencyKey, body } = options;
    // The id may be that of a job that recovery has not come to.
    if (submission.client !== undefined) this.recovery.refuseIfIncomplete();
    if (idempotencyKey === undefined) return this.reader.get(await this.#makeAlone(owner, submission), owner);
    this.recovery.refuseIfIncomplete();
    const mark = this.idempotency.mark(owner, idempotencyKey, kind, body);
    const make = (id: string | undefined) => this.#makeOnce(owner, submission, mark, id as JobId | undefined);
    const { id } = await this.idempotency.once(mark, make, newJobId);
    return this.reader.get(id as JobId, owner);
  }

  async #makeAlone(owner: string, submission: Submission): Promise<JobId> {
    const { client } = submission;
    if (client === undefined || !this.clients.isShared) return this.#make(owner, submission);
    // Refused before it costs anything, where that is known here already.
    this.store.clients.refuseIfTaken(owner, client);
    const id = await this.clients.claim(owner, client, newJobId());
    if ((await this.store.find(id)) !== undefined) throw idTaken();
    try {
      return await this.#make(owner, submission, { id });
    } catch (error) {
      if (error instanceof AlreadyMadeError) throw idTaken();
      throw error;
    }
  }

  /** A new job with the same request, linked to the old one. @throws DomainError conflict while the old one is not final */
  async retry(id: JobId, owner: string, options: SubmitOptions): Promise<JobView> {
    const old = await this.reader.get(id, owner);
    if (!isFinal(old.state)) {
      throw new DomainError('conflict', `The job is ${old.state}; only a job that has ended can be retried.`);
    }
    return this.submit(owner, toRetry(old.request), options, `retry ${id}`);
  }

  /** @param id that another process may have made the job under, already or at this moment */
  async #makeOnce(owner: string, submission: Submission, mark: IdempotencyMark, id?: JobId): Promise<JobId> {
    if (id !== undefined && (await this.store.find(id)) !== undefined) return id;
    try {
      return await this.#make(owner, submission, { idempotency: mark, ...(id === undefined ? {} : { id }) });
    } catch (error) {
      if (error instanceof AlreadyMadeError && id !== undefined) return id;
      throw error;
    }
  }

  async #make(
    owner: string,
    submission: Submission,
    more: { idempotency?: IdempotencyMark; id?: JobId } = {},
  ): Promise<JobId> {
    const requests = this.intake.plan([submission], { owner, ...more });
    await this.intake.makeDurable(requests);
    this.intake.admit(requests);
    return requests[0]!.id;
  }
}
