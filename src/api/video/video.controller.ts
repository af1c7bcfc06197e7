import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { BatchesService } from '../../features/batches/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { IdempotencyKey } from '../../platform/http/idempotency-key.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { BatchDto, SingleDto } from '../requests/generation.dto.js';
import { readWholeNumber } from '../requests/query.js';
import { Submissions } from '../requests/submissions.service.js';
import {
  BatchInferenceBody,
  BatchStatusAnswer,
  CleanExpiredBody,
  SingleInferenceBody,
  VideoStatusBody,
} from './video.body.js';
import { unknownBatch, unknownJob } from './unknown.mapper.js';
import { VideoLookup } from './video-lookup.service.js';

const SUBMIT_ERRORS = [
  'invalid_request',
  'no_capable_engine',
  'idempotency_conflict',
  'queue_full',
  'shutting_down',
  'storage_full',
  'no_session',
  'no_prompt',
  'no_such_index',
] as const;

/** Generation in the words of seed 004, World Model Portal. */
@Controller('api/video')
export class VideoController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jobs: JobsService,
    private readonly batches: BatchesService,
    private readonly lookup: VideoLookup,
    private readonly submissions: Submissions,
  ) {}

  @Post('single_inference')
  @HttpCode(200)
  @Operation({
    tag: 'video',
    summary: 'Generate one video',
    body: SingleDto,
    answer: SingleInferenceBody,
    takesIdempotencyKey: true,
    errors: SUBMIT_ERRORS,
    errorShape: 'detail',
  })
  async generate(
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<SingleInferenceBody> {
    const { content, warnings } = await this.submissions.readJob(body, 'ignore', { owner, signal });
    const job = await this.jobs.submit(owner, content, { idempotencyKey, body });
    noteMadeId(job.request.id);
    return {
      job_id: job.request.id,
      message: 'Video generation started. Check status endpoint for updates.',
      ...(warnings.length === 0 ? {} : { warnings }),
    };
  }

  @Get('status/:job_id')
  @Operation({
    tag: 'video',
    summary: 'Where a video stands',
    answer: VideoStatusBody,
    errors: ['job_not_found', 'recovering'],
    errorShape: 'detail',
  })
  async status(
    @Param('job_id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VideoStatusBody> {
    const state = await this.lookup.findState(id, owner);
    return state === undefined ? this.unknownJob(id, reply) : { job_id: id, ...state };
  }

  @Get('status/:batch_id/:job_name')
  @Operation({
    tag: 'video',
    summary: 'Where one video of a batch stands',
    answer: VideoStatusBody,
    errors: ['job_not_found', 'recovering'],
    errorShape: 'detail',
  })
  async statusInBatch(
    @Param('batch_id') batchId: string,
    @Param('job_name') name: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VideoStatusBody> {
    const id = `${batchId}/${name}`;
    const state = await this.lookup.findStateInBatch(batchId, name, owner);
    return state === undefined ? this.unknownJob(id, reply) : { job_id: id, ...state };
  }

  @Post('batch_inference')
  @HttpCode(200)
  @Operation({
    tag: 'video',
    summary: 'Generate 1 to 8 videos, one on each device',
    body: BatchDto,
    answer: BatchInferenceBody,
    takesIdempotencyKey: true,
    errors: [
      ...SUBMIT_ERRORS,
      'too_few_variations',
      'conflict',
      'provider_failed',
      'provider_limited',
      'provider_timeout',
    ],
    errorShape: 'detail',
  })
  async generateBatch(
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<BatchInferenceBody> {
    const context = { owner, signal, idempotencyKey };
    const { content, warnings } = await this.submissions.readJobs(body, 'ignore', context);
    const batch = await this.batches.submit(owner, content, { idempotencyKey, body });
    noteMadeId(batch.id);
    return {
      batch_id: batch.id,
      message: `Batch processing started for ${batch.total} prompts. Check batch_status endpoint for updates.`,
      ...(warnings.length === 0 ? {} : { warnings }),
    };
  }

  @Get('batch_status/:batch_id')
  @Operation({
    tag: 'video',
    summary: 'Where a batch and its videos stand',
    description: '`partial` only when every job is final and some, but not all, have a video.',
    answer: BatchStatusAnswer,
    errors: ['batch_not_found', 'recovering'],
    errorShape: 'detail',
  })
  async batchStatus(
    @Param('batch_id') id: string,
    @Owner() owner: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchStatusAnswer> {
    const status = await this.lookup.findBatchStatus(id, owner);
    if (status !== undefined) return status;
    this.lookup.refuseWhileRecovering(id);
    const isLenient = this.config.unknownJobAnswer === 'pending';
    if (!isLenient) void reply.code(404);
    return unknownBatch(id, isLenient);
  }

  @Post('clean_expired')
  @HttpCode(200)
  @Operation({
    tag: 'video',
    summary: 'Expire jobs that have waited too long',
    answer: CleanExpiredBody,
    query: [
      { name: 'max_age', description: 'Seconds that a job may have waited', type: 'integer', example: 300 },
    ],
    errors: ['invalid_request'],
    errorShape: 'detail',
  })
  async cleanExpired(@Query('max_age') maxAge: unknown, @Owner() owner: string): Promise<CleanExpiredBody> {
    const seconds = readWholeNumber('max_age', maxAge, { fallback: 300 });
    const { before, after, expired } = await this.jobs.expireWaiting(Math.max(0, seconds) * 1000, owner);
    return { queue_size_before: before, queue_size_after: after, expired_jobs_removed: expired };
  }

  private unknownJob(id: string, reply: FastifyReply): VideoStatusBody {
    this.lookup.refuseWhileRecovering(id);
    const isLenient = this.config.unknownJobAnswer === 'pending';
    if (!isLenient) void reply.code(404);
    return unknownJob(id, isLenient);
  }
}
