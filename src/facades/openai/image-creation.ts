import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type ConditioningInput, EnginesService, type PartialSpec } from '../../features/engines/index.js';
import { isFinal, JobsService, type JobView, type SubmitJob } from '../../features/jobs/index.js';
import { validate } from '../../platform/http/body-validation.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { EngineModels } from './engine-models.js';
import { CreateImageDto, EditImageDto } from './image.body.js';
import { JobEnding } from './job-ending.js';
import { withNumbers } from './numbers.js';
import { unsupported } from './openai-error.js';
import { readBody } from './read-body.js';
import { type ReferenceField, References } from './references.js';
import type { CreationContext } from './video-creation.js';
import { inWireNames } from './wire-names.js';

const NUMBERS: ReadonlySet<string> = new Set(['n', 'seed', 'num_inference_steps', 'guidance_scale']);
/** Names that clients give the one file of an edit. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set(['image', 'image[]', 'image[0]']);
const IMAGE: ReferenceField = { name: 'image', roles: ['image'], tasks: ['image-to-image'] };
/** As long as clients of OpenAI wait. */
const LONGEST_WAIT_MS = 600_000;

export interface MadeImage {
  job: JobView;
  responseFormat: 'b64_json' | 'url';
}

/** Makes images while their client waits. */
@Injectable()
export class ImageCreation {
  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    private readonly models: EngineModels,
    private readonly references: References,
    private readonly ending: JobEnding,
  ) {}

  /** @throws InvalidRequestError, OpenAiError, DomainError no_capable_engine, queue_full, client_closed, ... */
  async generate(request: FastifyRequest, context: CreationContext): Promise<MadeImage> {
    const { fields } = await readBody(request, () => undefined);
    const { value } = validate(CreateImageDto, withNumbers(fields, NUMBERS));
    return this.#make(request.owner, value, [], context);
  }

  /** As {@link generate}, from an image. */
  async edit(request: FastifyRequest, context: CreationContext): Promise<MadeImage> {
    const { owner } = request;
    const taken: ConditioningInput[] = [];
    const reference = { owner, signal: context.signal, taken };
    try {
      const { fields, files } = await readBody(request, ({ field: name, content }) => {
        if (name === 'mask') throw noMask();
        return IMAGE_FIELDS.has(name) ? this.references.fromFile(content, IMAGE, reference) : undefined;
      });
      const { value } = validate(EditImageDto, withNumbers(fields, NUMBERS));
      if (value.mask !== undefined && value.mask !== '') throw noMask();
      const [file] = files.values();
      const image = file ?? (await this.references.fromValue(oneOf(value.image), IMAGE, reference));
      if (image === undefined)
        throw new InvalidRequestError([
          { part: 'body', at: ['image'], kind: 'missing', message: 'Field required' },
        ]);
      return await this.#make(owner, value, [image], context);
    } catch (error) {
      closeUnread(request);
      await this.references.giveBack(taken);
      throw error;
    }
  }

  async #make(
    owner: string,
    dto: CreateImageDto,
    inputs: readonly ConditioningInput[],
    { idempotencyKey, signal }: CreationContext,
  ): Promise<MadeImage> {
    if (dto.stream === true || dto.stream === 'true')
      throw unsupported('This server does not stream images; leave stream out.', 'stream');
    const said = Object.fromEntries(Object.entries(dto));
    const body = { interface: 'openai', images: { ...said, image: inputs[0]?.fileName } };
    try {
      const job = await this.jobs.submit(owner, this.#toJob(dto, inputs), { idempotencyKey, body });
      const ended = await this.#await(job, { idempotencyKey, signal });
      return { job: ended, responseFormat: dto.response_format ?? 'b64_json' };
    } catch (error) {
      throw inWireNames(error, written(dto), 'image');
    }
  }

  #toJob(dto: CreateImageDto, inputs: readonly ConditioningInput[]): SubmitJob {
    const spec = toSpec(dto, inputs);
    const candidates = this.models.enginesFor(dto.model);
    if (candidates.length === this.engines.list().length) return { spec };
    const able = candidates.find(({ capabilities }) =>
      capabilities.tasks.includes(spec.task ?? 'text-to-image'),
    );
    const engine = (able ?? candidates[0])?.name;
    return engine === undefined ? { spec } : { spec, engine };
  }

  /** Whoever named a key may come back for the image; otherwise nobody can, and it is given up with its client. */
  async #await(job: JobView, { idempotencyKey, signal }: CreationContext): Promise<JobView> {
    try {
      return await this.ending.of(job, { timeoutMs: LONGEST_WAIT_MS, signal });
    } catch (error) {
      const { id, owner } = job.request;
      const now = await this.jobs.find(id, owner);
      if (idempotencyKey === undefined && now !== undefined && !isFinal(now.state))
        await this.jobs.cancel(id, owner);
      throw error;
    }
  }
}

function toSpec(dto: CreateImageDto, inputs: readonly ConditioningInput[]): PartialSpec {
  const { size } = written(dto);
  const [width, height] = size?.split('x').map(Number) ?? [];
  const values = {
    task: inputs.length > 0 ? ('image-to-image' as const) : ('text-to-image' as const),
    negativePrompt: dto.negative_prompt,
    seed: dto.seed,
    steps: dto.num_inference_steps,
    guidanceScale: dto.guidance_scale,
    width,
    height,
    inputs: inputs.length > 0 ? inputs : undefined,
  };
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return { prompt: dto.prompt, ...(Object.fromEntries(said) as Partial<PartialSpec>) };
}

function written({ size }: CreateImageDto): { size?: string } {
  return size === undefined || size === 'auto' ? {} : { size };
}

function oneOf(image: unknown): unknown {
  if (!Array.isArray(image)) return image;
  if (image.length > 1) throw unsupported('This server starts from one image; send one.', 'image');
  return image[0] as unknown;
}

function noMask(): Error {
  return unsupported('This server edits whole images; leave mask out.', 'mask');
}
