import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { BatchesService } from '../../features/batches/index.js';
import { DomainError } from '../../kernel/errors.js';
import { type BatchId, parseBatchId } from '../../kernel/ids.js';
import { IdempotencyKey } from '../../platform/http/idempotency-key.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { BatchDto } from '../requests/generation.dto.js';
import { readId, readWholeNumber } from '../requests/query.js';
import { Submissions } from '../requests/submissions.service.js';
import { BatchBody, BatchListBody, toBatchBody } from './batch.body.js';

const LARGEST_PAGE = 100;

@Controller('api/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly submissions: Submissions,
  ) {}

  @Get()
  @Operation({
    tag: 'batches',
    summary: 'List batches, newest first',
    answer: BatchListBody,
    query: [
      { name: 'limit', type: 'integer', description: `1 to ${LARGEST_PAGE}`, example: 20 },
      { name: 'cursor', type: 'string', description: '`next_cursor` of the page before' },
    ],
    errors: ['invalid_request'],
  })
  async list(@Query() query: Record<string, unknown>, @Owner() owner: string): Promise<BatchListBody> {
    const limit = readWholeNumber('limit', query['limit'], { fallback: 20, min: 1, max: LARGEST_PAGE });
    const { items, nextBefore } = await this.batches.list(
      owner,
      limit,
      readId('cursor', query['cursor'], parseBatchId),
    );
    return { items: items.map(toBatchBody), next_cursor: nextBefore ?? null };
  }

  @Post()
  @Operation({
    tag: 'batches',
    summary: 'Generate 1 to 8 videos, one on each device',
    description:
      'As batch_inference, but fields that are not known are refused and the answer is the whole batch.',
    body: BatchDto,
    answer: BatchBody,
    status: 201,
    takesIdempotencyKey: true,
    errors: [
      'invalid_request',
      'no_capable_engine',
      'idempotency_conflict',
      'queue_full',
      'shutting_down',
      'storage_full',
      'no_session',
      'no_prompt',
      'no_such_index',
      'too_few_variations',
      'conflict',
      'provider_failed',
      'provider_limited',
      'provider_timeout',
    ],
  })
  async submit(
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<BatchBody> {
    const { content } = await this.submissions.readJobs(body, 'refuse', { owner, signal, idempotencyKey });
    const batch = await this.batches.submit(owner, content, { idempotencyKey, body });
    noteMadeId(batch.id);
    return toBatchBody(batch);
  }

  @Get(':id')
  @Operation({
    tag: 'batches',
    summary: 'Everything about one batch',
    answer: BatchBody,
    errors: ['batch_not_found', 'recovering'],
  })
  async get(@Param('id') id: string, @Owner() owner: string): Promise<BatchBody> {
    return toBatchBody(await this.batches.get(known(id), owner));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Operation({
    tag: 'batches',
    summary: 'Cancel the jobs of a batch that have not ended',
    answer: BatchBody,
    errors: ['batch_not_found', 'recovering'],
  })
  async cancel(@Param('id') id: string, @Owner() owner: string): Promise<BatchBody> {
    return toBatchBody(await this.batches.cancel(known(id), owner));
  }

  @Post(':id/retry-failed')
  @Operation({
    tag: 'batches',
    summary: 'Submit the jobs that ended without a video again, as a new batch',
    answer: BatchBody,
    status: 201,
    takesIdempotencyKey: true,
    errors: [
      'batch_not_found',
      'conflict',
      'idempotency_conflict',
      'queue_full',
      'recovering',
      'shutting_down',
    ],
  })
  async retryFailed(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<BatchBody> {
    return toBatchBody(
      await this.batches.retryFailed(known(id), owner, { idempotencyKey, body: body ?? {} }),
    );
  }
}

function known(id: string): BatchId {
  const batchId = parseBatchId(id);
  if (batchId === undefined) throw new DomainError('batch_not_found', 'There is no batch with this id');
  return batchId;
}
