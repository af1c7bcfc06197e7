import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { isFinal, JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { fieldsOf, validate } from '../../platform/http/body-validation.js';
import { IdempotencyKey } from '../../platform/http/idempotency-key.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { EngineModels } from './engine-models.js';
import { OPENAI_ERRORS } from './error.body.js';
import { withNumbers } from './numbers.js';
import { pollAfterMs } from './poll-after.js';
import { VideoCreation } from './video-creation.js';
import {
  CreateVideoDto,
  ListVideosDto,
  RemixVideoDto,
  VideoBody,
  VideoDeletedBody,
  VideoListBody,
} from './video.body.js';
import { parseVideoId, toVideoId } from './video-id.js';
import { VideoLookup } from './video-lookup.js';
import { toVideoBody } from './video-object.js';

const POLL_AFTER = 'openai-poll-after-ms';
const FORM = { body: 'form' } as const;
const CONSUMES = ['application/json', 'multipart/form-data'];

/** `/v1/videos` as OpenAI has it. */
@Controller('v1/videos')
export class VideosController {
  constructor(
    private readonly jobs: JobsService,
    private readonly creation: VideoCreation,
    private readonly lookup: VideoLookup,
    private readonly models: EngineModels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Generate a video',
    description: 'As JSON or as a form; nested fields of a form are written as input_reference[image_url].',
    body: CreateVideoDto,
    consumes: CONSUMES,
    answer: VideoBody,
    takesIdempotencyKey: true,
    errors: [
      'invalid_request',
      'malformed_body',
      'no_capable_engine',
      'input_invalid',
      'input_unreachable',
      'not_found',
      'idempotency_conflict',
      'body_too_large',
      'input_too_large',
      'unsupported_media_type',
      'queue_full',
      'shutting_down',
      'storage_full',
    ],
    errorShape: OPENAI_ERRORS,
  })
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<VideoBody> {
    const job = await this.creation.create(request, { idempotencyKey, signal });
    noteMadeId(job.request.id);
    return this.#answer(job, reply);
  }

  @Get()
  @Operation({
    tag: 'openai',
    summary: 'List videos',
    answer: VideoListBody,
    query: [
      { name: 'after', type: 'string', description: '`last_id` of the page before' },
      { name: 'limit', type: 'integer', description: '1 to 100', example: 20 },
      { name: 'order', type: 'string', description: 'By time: `desc` or `asc`', example: 'desc' },
    ],
    errors: ['invalid_request'],
    errorShape: OPENAI_ERRORS,
  })
  async list(@Query() query: Record<string, unknown>, @Owner() owner: string): Promise<VideoListBody> {
    const { items, hasMore } = await this.lookup.list(owner, readPage(query));
    const data = items.map((job) => this.#toBody(job));
    return {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: hasMore,
    };
  }

  @Get(':video_id')
  @Operation({
    tag: 'openai',
    summary: 'How a video stands',
    description: `While it is made, the header ${POLL_AFTER} tells when to ask again.`,
    answer: VideoBody,
    errors: ['job_not_found', 'recovering'],
    errorShape: OPENAI_ERRORS,
  })
  async get(
    @Param('video_id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VideoBody> {
    return this.#answer(await this.lookup.get(id, owner), reply);
  }

  @Delete(':video_id')
  @Operation({
    tag: 'openai',
    summary: 'Delete a video',
    description: 'One that is still being made is cancelled first, and its device is free again then.',
    answer: VideoDeletedBody,
    errors: ['job_not_found', 'conflict', 'recovering'],
    errorShape: OPENAI_ERRORS,
  })
  async remove(@Param('video_id') videoId: string, @Owner() owner: string): Promise<VideoDeletedBody> {
    const { request, state } = await this.lookup.get(videoId, owner);
    if (!isFinal(state)) {
      const cancelled = await this.jobs.cancel(request.id, owner);
      if (!isFinal(cancelled.state))
        throw new DomainError('conflict', 'The video is being cancelled; delete it again in a moment.');
    }
    await this.jobs.removeFiles(request.id, owner);
    return { id: toVideoId(request.id), deleted: true, object: 'video.deleted' };
  }

  @Post(':video_id/remix')
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    tag: 'openai',
    summary: 'Generate a finished video again with another prompt',
    description: 'On the same engine with the same values, the seed among them.',
    body: RemixVideoDto,
    consumes: CONSUMES,
    answer: VideoBody,
    takesIdempotencyKey: true,
    errors: [
      'invalid_request',
      'malformed_body',
      'no_capable_engine',
      'job_not_found',
      'idempotency_conflict',
      'queue_full',
      'recovering',
      'shutting_down',
      'storage_full',
    ],
    errorShape: OPENAI_ERRORS,
  })
  async remix(
    @Param('video_id') videoId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<VideoBody> {
    const source = await this.lookup.get(videoId, request.owner);
    const job = await this.creation.remix(source, request, idempotencyKey);
    noteMadeId(job.request.id);
    return this.#answer(job, reply);
  }

  #answer(job: JobView, reply: FastifyReply): VideoBody {
    const wait = pollAfterMs(job);
    if (wait !== undefined) void reply.header(POLL_AFTER, String(wait));
    return this.#toBody(job);
  }

  #toBody(job: JobView): VideoBody {
    return toVideoBody(job, { modelOf: this.models.modelOf, retentionMs: this.config.retentionMs });
  }
}

const NUMBERS = new Set(['limit']);
const USUAL_PAGE = 20;

function readPage(query: Record<string, unknown>) {
  const known = Object.fromEntries(
    Object.entries(query).filter(([name]) => fieldsOf(ListVideosDto).has(name)),
  );
  const { value } = validate(ListVideosDto, withNumbers(known, NUMBERS), { part: 'query', at: [] });
  const after = value.after === undefined || value.after === '' ? undefined : value.after;
  const id = after === undefined ? undefined : parseVideoId(after);
  if (after !== undefined && id === undefined)
    throw new InvalidRequestError([
      { part: 'query', at: ['after'], kind: 'value_error', message: 'must be the id of a video' },
    ]);
  return { after: id, limit: value.limit ?? USUAL_PAGE, order: value.order ?? ('desc' as const) };
}
