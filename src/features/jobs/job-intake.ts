import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError, type FieldProblem } from '../../kernel/errors.js';
import { type BatchId, type JobId, newJobId } from '../../kernel/ids.js';
import { type EngineChoice, EnginesService, type PartialSpec } from '../engines/index.js';
import { InputsService } from '../inputs/index.js';
import { ArrivingJobs } from './arriving-jobs.js';
import { Dispatcher } from './dispatcher.js';
import { choicesOf } from './job-choice.js';
import { AlreadyMadeError } from './job-journal.js';
import { JobStore } from './job-store.js';
import type {
  ClientMark,
  FacadeLimit,
  IdempotencyMark,
  JobChoice,
  JobOrigin,
  JobRequest,
  SubmitJob,
} from './job.types.js';

export interface Submission {
  spec: PartialSpec;
  engine?: string | undefined;
  /** Decided before, by the job that this one tries again. Those that are able still are taken as they are. */
  choices?: readonly JobChoice[];
  retryOf?: JobId;
  remixOf?: JobId;
  origin?: JobOrigin;
  client?: ClientMark;
  limit?: FacadeLimit;
}

export interface SubmissionContext {
  owner: string;
  batch?: BatchId;
  /** Only of a single job; a batch keeps its mark in its own record. */
  idempotency?: IdempotencyMark | undefined;
  /** Of a single job, where it was decided before; then another process may make it too. */
  id?: JobId;
}

const RETRY_AFTER_SECONDS = 5;

/** The way into the queue: check, make durable, make visible. Single jobs and batches take the same steps. */
@Injectable()
export class JobIntake {
  /** Where round robin starts next; moves on by one for each job. */
  #nextDevice = 0;
  readonly #arriving = new ArrivingJobs();
  #isClosed = false;

  constructor(
    private readonly store: JobStore,
    private readonly engines: EnginesService,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
    private readonly inputs: InputsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** From now on every submission is refused. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Requests with every value decided; nothing is stored yet.
   * @throws DomainError no_capable_engine, queue_full, shutting_down
   */
  plan(submissions: readonly Submission[], context: SubmissionContext): JobRequest[] {
    this.#refuseIfClosed();
    const resolved = submissions.map((submission, index) =>
      this.#resolve(submission, context.batch === undefined ? '' : `prompts.${index}.`),
    );
    this.#refuseIfFull(submissions.length);
    for (const submission of submissions) this.#refuseOverLimit(submission);
    return resolved.map(([{ engine, spec }, ...alternatives], index) => {
      const { retryOf, remixOf, origin, client } = submissions[index] ?? {};
      return {
        id: context.id ?? newJobId(),
        owner: context.owner,
        spec,
        engine,
        ...(alternatives.length === 0 ? {} : { alternatives }),
        createdAt: this.clock.now(),
        preferredDevice: this.#nextDevice++,
        ...(context.batch === undefined ? {} : { batch: { id: context.batch, index } }),
        ...(retryOf === undefined ? {} : { retryOf }),
        ...(remixOf === undefined ? {} : { remixOf }),
        ...(origin === undefined ? {} : { origin }),
        ...(client === undefined ? {} : { client }),
        ...(context.idempotency === undefined ? {} : { idempotency: context.idempotency }),
      };
    });
  }

  /**
   * All of them durable, or none of them there.
   * @throws DomainError input_not_found where a file has expired; storage_full; conflict where a client's id is taken
   */
  async makeDurable(requests: readonly JobRequest[]): Promise<void> {
    // Before anything is waited for.
    this.#arriving.add(requests);
    const results = await Promise.allSettled(requests.map((request) => this.#write(request)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined) return;
    // What another process has made is not taken back.
    if (failure.reason instanceof AlreadyMadeError) this.#arriving.remove(requests);
    else await this.discard(requests);
    throw failure.reason;
  }

  async #write(request: JobRequest): Promise<void> {
    // A retry comes long after its files were last used.
    await this.inputs.keep(request.spec.inputs ?? []);
    await this.store.write(request);
  }

  /** Takes durable jobs back; nobody has heard of them yet. */
  async discard(requests: readonly JobRequest[]): Promise<void> {
    this.#arriving.remove(requests);
    await Promise.all(requests.map((request) => this.store.discard(request)));
  }

  /** Makes durable jobs visible and lets them run. */
  admit(requests: readonly JobRequest[]): void {
    this.#arriving.remove(requests);
    for (const request of requests) {
      this.store.admit(request);
      this.dispatcher.enqueue(request);
    }
    this.dispatcher.pump();
  }

  #resolve(submission: Submission, pathPrefix: string): readonly [JobChoice, ...JobChoice[]] {
    const [known, ...others] = (submission.choices ?? []).filter(({ engine, spec }) =>
      this.engines.isAble(engine, spec),
    );
    if (known !== undefined) return [known, ...others];
    try {
      const [first, ...more] = this.engines.choices(submission.spec, submission.engine);
      const toChoice = ({ engine, spec }: EngineChoice): JobChoice => ({ engine: engine.name, spec });
      return [toChoice(first), ...more.map(toChoice)];
    } catch (error) {
      if (!(error instanceof DomainError) || pathPrefix === '') throw error;
      throw new DomainError(error.code, error.message, {
        problems: error.problems.map(prefixed(pathPrefix)),
      });
    }
  }

  #refuseIfClosed(): void {
    if (!this.#isClosed) return;
    throw new DomainError('shutting_down', 'The portal is shutting down; try again in a moment.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  #refuseIfFull(count: number): void {
    const waiting = this.dispatcher.queue.size + this.#arriving.size;
    if (waiting + count <= this.config.queueMax) return;
    throw new DomainError(
      'queue_full',
      `The queue holds ${waiting} of at most ${this.config.queueMax} jobs (QUEUE_MAX); ${count} more do not fit.`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  #refuseOverLimit({ client, limit }: Submission): void {
    if (client === undefined || limit === undefined) return;
    const { waiting, running } = this.store.facades.of(client.facade);
    const arriving = this.#arriving.of(client.facade);
    const { queue } = this.dispatcher;
    // Those that have just been given a device wait no more, though their records do not say so yet.
    const inQueue = waiting.filter((id) => queue.has(id)).length;
    const counts = { waiting: inQueue, unfinished: waiting.length + running.length };
    for (const kind of ['waiting', 'unfinished'] as const) {
      const most = limit[kind];
      if (most === undefined || counts[kind] + arriving < most) continue;
      throw new DomainError(
        'queue_full',
        `At most ${most} jobs of ${client.facade} may ${kind === 'waiting' ? 'wait' : 'wait or run'} at once.`,
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
  }
}

function prefixed(prefix: string): (problem: FieldProblem) => FieldProblem {
  return ({ path, message }) => ({ path: `${prefix}${path}`, message });
}

export function toSubmission(job: SubmitJob): Submission {
  const { spec, engine, remixOf, origin, client, limit } = job;
  return {
    spec,
    ...(engine === undefined ? {} : { engine }),
    ...(remixOf === undefined ? {} : { remixOf }),
    ...(origin === undefined ? {} : { origin }),
    ...(client === undefined ? {} : { client }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/**
 * The same job once more: with the values that were decided for it, and as many engines to choose from. It is not the
 * job that a client of another interface has an id for.
 */
export function toRetry(request: JobRequest): Submission {
  const { id, spec, engine, alternatives, remixOf, origin } = request;
  return {
    spec,
    // Where the client named no engine, any other may do it if these cannot any more.
    ...(alternatives === undefined ? { engine } : {}),
    choices: choicesOf(request),
    retryOf: id,
    ...(remixOf === undefined ? {} : { remixOf }),
    ...(origin === undefined ? {} : { origin }),
  };
}
