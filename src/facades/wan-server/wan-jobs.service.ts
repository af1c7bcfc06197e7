import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { type ConditioningInput, EnginesService, type PartialSpec } from '../../features/engines/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import { type Generation, toReason, toSpec, wishesOf } from './generation.js';
import { newJobName, newOutputName } from './job-names.js';

/** The name of this interface in the records of jobs. */
export const FACADE = 'wan-server';

const RETRY_AFTER_SECONDS = 5;

/** The jobs of this interface among all jobs. */
@Injectable()
export class WanJobs {
  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves when the job is durable.
   * @throws DetailError 400 for what no engine can do; DomainError queue_full
   */
  submit(owner: string, generation: Generation, inputs: readonly ConditioningInput[] = []): Promise<JobView> {
    const spec = this.plan(generation, inputs);
    const now = new Date(this.clock.now());
    const client = {
      facade: FACADE,
      id: newJobName(now),
      resultName: newOutputName(generation.task, now),
    };
    const limit = { unfinished: this.config.wanServerMaxConcurrent };
    return this.jobs.submit(owner, { spec, client, limit });
  }

  /** @throws DetailError 400 */
  plan(generation: Generation, inputs: readonly ConditioningInput[]): PartialSpec {
    try {
      return this.engines.settle(toSpec(generation, inputs), wishesOf(generation), { fitsFrames: true });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'no_capable_engine') throw error;
      throw new DetailError(400, `Invalid request: ${toReason(error.problems)}`, 'no_capable_engine');
    }
  }

  /** Before a large upload is read. @throws DomainError queue_full */
  refuseIfBusy(): void {
    const { waiting, running } = this.jobs.loadOf(FACADE);
    if (waiting.length + running.length < this.config.wanServerMaxConcurrent) return;
    throw new DomainError(
      'queue_full',
      `${this.config.wanServerMaxConcurrent} jobs are not finished (WAN_SERVER_MAX_CONCURRENT).`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  /** @throws DetailError 404; DomainError recovering */
  async get(owner: string, id: string): Promise<JobView> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    if (job === undefined) throw new DetailError(404, 'Job not found', 'job_not_found');
    return job;
  }

  /** The job whose result has this name. @throws DetailError 404; DomainError recovering */
  async findOutput(owner: string, resultName: string): Promise<JobView> {
    const states = ['succeeded' as const];
    const { items } = await this.jobs.list({ owner, facade: FACADE, resultName, states, limit: 1 });
    const [job] = items;
    if (job !== undefined && this.jobs.artifactPath(job, 'video') !== undefined) return job;
    if (this.jobs.isRecovering)
      throw new DomainError('recovering', 'The server is still reading its records', {
        retryAfterSeconds: 1,
      });
    throw outputNotFound();
  }
}

export function outputNotFound(): DetailError {
  return new DetailError(404, 'File not found', 'artifact_not_found');
}
