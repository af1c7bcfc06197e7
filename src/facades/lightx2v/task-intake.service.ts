import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import {
  type ConditioningInput,
  type EngineCapabilities,
  EnginesService,
  type PartialSpec,
} from '../../features/engines/index.js';
import { type ClientMark, JobsService, type JobView } from '../../features/jobs/index.js';
import { type Caller, PromptsService } from '../../features/prompts/index.js';
import { DomainError } from '../../kernel/errors.js';
import { InvalidTaskError, TaskError } from './task-error.js';
import type { TaskFields } from './task-fields.js';
import { mediaOf, placeholderOf, TaskMedia } from './task-media.service.js';
import { type Medium, newTaskId, resultName } from './task-names.js';
import { toFieldErrors, toSpec, wishesOf } from './task-spec.js';

/** The name of this interface in the records of jobs. */
export const FACADE = 'lightx2v';

export interface WrittenTask {
  medium: Medium;
  fields: TaskFields;
  /** Of a form, whose defaults hold where an engine takes them. */
  files?: readonly ConditioningInput[];
}

const ENHANCE_MS = 5000;

/** Makes a task into a job. */
@Injectable()
export class TaskIntake {
  readonly #logger = new Logger(TaskIntake.name);

  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    private readonly prompts: PromptsService,
    private readonly media: TaskMedia,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves when the task is durable.
   * @throws InvalidTaskError; TaskError 503 for a full queue or an id that is taken, 400 for an unreadable address
   */
  async submit(task: WrittenTask, caller: Caller): Promise<JobView> {
    const { medium, fields } = task;
    const id = fields.task_id || newTaskId();
    await this.#refuseKnown(caller.owner, id);
    const spec = this.#plan(task);
    const inputs = [...(task.files ?? [])];
    for (const written of mediaOf(fields)) inputs.push(await this.media.fromText(written, caller));
    const prompt = await this.#promptOf(fields, caller);
    const wanted = fields.save_result_path;
    const client: ClientMark = {
      facade: FACADE,
      id,
      ...(wanted === undefined || wanted === '' ? {} : { resultPath: wanted }),
      resultName: resultName(wanted, id, medium),
      ...(prompt === spec.prompt ? {} : { prompt: spec.prompt }),
    };
    try {
      const files = inputs.length === 0 ? {} : { inputs };
      return await this.jobs.submit(caller.owner, { spec: { ...spec, prompt, ...files }, client });
    } catch (error) {
      throw this.#inTheirWords(error, id, fields);
    }
  }

  /** Everything but the files, which are not looked at before an engine could use them. @throws InvalidTaskError */
  #plan({ medium, fields, files }: WrittenTask): PartialSpec {
    const roles = [...(files ?? []).map(({ role }) => role), ...mediaOf(fields).map(({ role }) => role)];
    const inputs = roles.map(placeholderOf);
    const placeholders = inputs.length === 0 ? {} : { inputs };
    const base: PartialSpec = { ...toSpec(medium, fields, new Set(roles)), ...placeholders };
    const engine = this.#engineFor(base, fields);
    const wishes = wishesOf(medium, fields, {
      isForm: files !== undefined,
      hasAudio: roles.includes('audio'),
      engine,
    });
    const { inputs: _, ...spec } = this.engines.settle(base, wishes);
    return spec;
  }

  #engineFor(spec: PartialSpec, fields: TaskFields): EngineCapabilities {
    try {
      return this.engines.resolve(spec).engine.capabilities;
    } catch (error) {
      throw this.#inTheirWords(error, '', fields);
    }
  }

  /** The agent has a few seconds; without its answer the prompt stays as it is. */
  async #promptOf(
    { prompt = '', use_prompt_enhancer: isWanted }: TaskFields,
    caller: Caller,
  ): Promise<string> {
    if (isWanted !== true || prompt.trim() === '') return prompt;
    const signal = AbortSignal.any([caller.signal, AbortSignal.timeout(ENHANCE_MS)]);
    try {
      const work = this.prompts.enhance({ owner: caller.owner, signal }, { prompt, apply: false });
      return (await Promise.race([work, aborted(signal)])).enhanced;
    } catch (error) {
      if (caller.signal.aborted) throw new DomainError('client_closed', 'The client went away');
      this.#logger.warn({ err: error }, 'a prompt was not enhanced and is used as it came');
      return prompt;
    }
  }

  async #refuseKnown(owner: string, id: string): Promise<void> {
    if ((await this.jobs.findByClient(owner, { facade: FACADE, id })) !== undefined) throw idTaken(id);
  }

  #inTheirWords(error: unknown, id: string, fields: TaskFields): unknown {
    if (!(error instanceof DomainError)) return error;
    switch (error.code) {
      case 'conflict':
        return idTaken(id);
      case 'queue_full':
        return new TaskError(
          503,
          `Task queue is full (max ${this.config.queueMax} tasks)`,
          'queue_full',
          error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds },
        );
      case 'no_capable_engine':
        return new InvalidTaskError(toFieldErrors(error.problems, fields));
      default:
        return error;
    }
  }
}

function idTaken(id: string): TaskError {
  return new TaskError(503, `Task ID ${id} already exists`, 'conflict');
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () =>
      reject(new DomainError('provider_timeout', 'The prompt agent did not answer in time'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
