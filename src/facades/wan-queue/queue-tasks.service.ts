import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { EnginesService, type PartialSpec } from '../../features/engines/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { DetailError, InvalidFieldsError } from '../../platform/http/fastapi-errors.js';
import { type GenerateRequest, toFieldErrors, toSpec, wishesOf } from './generate-request.js';
import { newFileName, newTaskId } from './task-names.js';

/** The name of this interface in the records of jobs. */
export const FACADE = 'wan-queue';

const DEFAULT_TASK = 't2v-1.3B';
/** Ids are made of the time; two of the same are rare, and five in a row are no accident. */
const MOST_TRIES = 5;
/** Videos that the list shows. */
const MOST_LISTED = 1000;

/** The tasks of this interface among all jobs. */
@Injectable()
export class QueueTasks {
  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves when the task is durable.
   * @throws InvalidFieldsError for what no engine can do; DomainError queue_full
   */
  async submit(owner: string, request: GenerateRequest): Promise<JobView> {
    const spec = this.#plan(request);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#submit(owner, request, spec);
      } catch (error) {
        const isTaken = error instanceof DomainError && error.code === 'conflict';
        if (!isTaken || tries === MOST_TRIES) throw error;
      }
    }
  }

  #submit(owner: string, request: GenerateRequest, spec: PartialSpec): Promise<JobView> {
    const now = new Date(this.clock.now());
    const { task = DEFAULT_TASK, model_id = null, sample_shift = null } = request;
    const { offload_model = true, t5_cpu = true } = request;
    const client = {
      facade: FACADE,
      id: newTaskId(now),
      resultName: newFileName(task, now),
      fields: { task, model_id, sample_shift, offload_model, t5_cpu },
    };
    return this.jobs.submit(owner, { spec, client, limit: { waiting: this.config.wanQueueMax } });
  }

  /** @throws InvalidFieldsError */
  #plan(request: GenerateRequest): PartialSpec {
    try {
      return this.engines.settle(toSpec(request), wishesOf(request), { fitsFrames: true });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'no_capable_engine') throw error;
      throw new InvalidFieldsError(toFieldErrors(error.problems, request));
    }
  }

  /** @throws DetailError 404 */
  async get(owner: string, id: string): Promise<JobView> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    if (job === undefined) throw new DetailError(404, 'Task not found', 'job_not_found');
    return job;
  }

  /** 1 is next; undefined for a task that does not wait. */
  positionOf({ request, state }: JobView): number | undefined {
    if (state !== 'queued') return undefined;
    return Math.max(1, this.jobs.loadOf(FACADE).waiting.indexOf(request.id) + 1);
  }

  /** Those whose video is there, newest first. */
  async finished(owner: string): Promise<JobView[]> {
    const states = ['succeeded' as const];
    const { items } = await this.jobs.list({ owner, facade: FACADE, states, limit: MOST_LISTED });
    return items.filter((job) => this.#hasVideo(job));
  }

  /** The finished task whose video has this name. @throws DetailError 404; DomainError recovering */
  async findVideo(owner: string, resultName: string): Promise<JobView> {
    const states = ['succeeded' as const];
    const { items } = await this.jobs.list({ owner, facade: FACADE, resultName, states, limit: 1 });
    const [job] = items;
    if (job !== undefined && this.#hasVideo(job)) return job;
    if (this.jobs.isRecovering)
      throw new DomainError('recovering', 'The server is still reading its records', {
        retryAfterSeconds: 1,
      });
    throw videoNotFound();
  }

  /** On the disk or in object storage. */
  #hasVideo(job: JobView): boolean {
    return this.jobs.artifactPath(job, 'video') !== undefined;
  }
}

export function videoNotFound(): DetailError {
  return new DetailError(404, 'Video file not found', 'artifact_not_found');
}
