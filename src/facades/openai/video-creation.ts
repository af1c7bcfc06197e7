import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ConditioningInput } from '../../features/engines/index.js';
import { JobsService, type JobView, usedChoice } from '../../features/jobs/index.js';
import { validate } from '../../platform/http/body-validation.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { withNumbers } from './numbers.js';
import { OpenAiError } from './openai-error.js';
import { readBody } from './read-body.js';
import { References, VIDEO_REFERENCES } from './references.js';
import { CreateVideoDto, RemixVideoDto } from './video.body.js';
import { VideoPlan } from './video-plan.js';
import { inWireNames } from './wire-names.js';

export interface CreationContext {
  idempotencyKey: string | undefined;
  signal: AbortSignal;
}

const NUMBERS: ReadonlySet<string> = new Set([
  'seconds',
  'seed',
  'num_inference_steps',
  'guidance_scale',
  'num_frames',
  'fps',
  'width',
  'height',
]);

/** Turns requests into jobs. */
@Injectable()
export class VideoCreation {
  constructor(
    private readonly jobs: JobsService,
    private readonly plan: VideoPlan,
    private readonly references: References,
  ) {}

  /** @throws InvalidRequestError, OpenAiError, DomainError no_capable_engine, queue_full, input_*, ... */
  async create(request: FastifyRequest, context: CreationContext): Promise<JobView> {
    const taken: ConditioningInput[] = [];
    try {
      return await this.#create(request, context, taken);
    } catch (error) {
      closeUnread(request);
      await this.references.giveBack(taken);
      throw error;
    }
  }

  /** The same job once more, with another prompt. @throws OpenAiError video_not_completed, DomainError */
  async remix(
    source: JobView,
    request: FastifyRequest,
    idempotencyKey: string | undefined,
  ): Promise<JobView> {
    const { fields } = await readBody(request, () => undefined);
    const { prompt } = validate(RemixVideoDto, fields).value;
    if (source.state !== 'succeeded')
      throw new OpenAiError('Only a video that is completed can be remixed.', {
        status: 400,
        code: 'video_not_completed',
        param: 'video_id',
      });
    const { engine, spec } = usedChoice(source);
    const { id, owner } = source.request;
    return this.jobs.submit(
      owner,
      { spec: { ...spec, prompt }, engine, remixOf: id },
      { idempotencyKey, body: { remixOf: id, prompt } },
    );
  }

  async #create(
    request: FastifyRequest,
    { idempotencyKey, signal }: CreationContext,
    taken: ConditioningInput[],
  ): Promise<JobView> {
    const { owner } = request;
    const context = { owner, signal, taken };
    const { fields, files } = await readBody(request, ({ field: name, content }) => {
      const field = VIDEO_REFERENCES.find((reference) => reference.name === name);
      return field && this.references.fromFile(content, field, context);
    });
    const { value } = validate(CreateVideoDto, withNumbers(fields, NUMBERS));
    const inputs: ConditioningInput[] = [];
    for (const field of VIDEO_REFERENCES) {
      const written: unknown = Reflect.get(value, field.name);
      const input = files.get(field.name) ?? (await this.references.fromValue(written, field, context));
      if (input !== undefined) inputs.push(input);
    }
    const body = { interface: 'openai', videos: said(value), inputs: inputs.map(({ fileName }) => fileName) };
    try {
      return await this.jobs.submit(owner, this.plan.toJob(value, inputs), { idempotencyKey, body });
    } catch (error) {
      throw inWireNames(error, value);
    }
  }
}

/** Everything but the files, which stand for themselves by their content however they were sent. */
function said(dto: CreateVideoDto): Record<string, unknown> {
  const files = new Set(VIDEO_REFERENCES.map(({ name }) => name));
  return Object.fromEntries(Object.entries(dto).filter(([name]) => !files.has(name)));
}
