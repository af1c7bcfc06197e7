import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  isFinal,
  type JobFilter,
  type JobState,
  JobsService,
  type JobView,
} from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { type JobId, parseBatchId, parseJobId } from '../../kernel/ids.js';
import { validateStrictly } from '../../platform/http/body-validation.js';
import { IdempotencyKey } from '../../platform/http/idempotency-key.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { SingleDto } from '../requests/generation.dto.js';
import { readChoices, readFlag, readId, readText, readWholeNumber } from '../requests/query.js';
import { Submissions } from '../requests/submissions.service.js';
import { JobBody, JobListBody, JobPatchDto, STATES } from './job.body.js';
import { toJobBody } from './job.view.js';

const LARGEST_PAGE = 200;
const ORDERS = ['newest', 'oldest'] as const;

@Controller('api/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly submissions: Submissions,
  ) {}

  @Get()
  @Operation({
    tag: 'jobs',
    summary: 'List jobs',
    answer: JobListBody,
    query: [
      { name: 'state', type: 'string', description: `Some of ${STATES.join(', ')}; comma between them` },
      { name: 'engine', type: 'string', description: 'Name of an engine' },
      { name: 'batch', type: 'string', description: 'Id of a batch' },
      { name: 'starred', type: 'boolean', description: 'Only jobs that are, or are not, starred' },
      { name: 'rating', type: 'integer', description: 'Only jobs that are rated so high, or higher; 1 to 5' },
      { name: 'search', type: 'string', description: 'Text in the prompt, upper and lower case alike' },
      { name: 'order', type: 'string', description: '`newest` (first) or `oldest`', example: 'newest' },
      { name: 'limit', type: 'integer', description: `1 to ${LARGEST_PAGE}`, example: 50 },
      { name: 'cursor', type: 'string', description: '`next_cursor` of the page before' },
    ],
    errors: ['invalid_request'],
  })
  async list(@Query() query: Record<string, unknown>, @Owner() owner: string): Promise<JobListBody> {
    const { items, nextBefore } = await this.jobs.list(readFilter(query, owner));
    return { items: items.map(toJobBody), next_cursor: nextBefore ?? null };
  }

  @Post()
  @Operation({
    tag: 'jobs',
    summary: 'Generate one video',
    description:
      'As single_inference, but fields that are not known are refused and the answer is the whole job.',
    body: SingleDto,
    answer: JobBody,
    status: 201,
    takesIdempotencyKey: true,
    errors: [
      'invalid_request',
      'no_capable_engine',
      'idempotency_conflict',
      'queue_full',
      'shutting_down',
      'storage_full',
      'no_prompt',
      'no_such_index',
    ],
  })
  async submit(
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @MadeId() noteMadeId: NoteMadeId,
    @ClientSignal() signal: AbortSignal,
  ): Promise<JobBody> {
    const { content } = await this.submissions.readJob(body, 'refuse', { owner, signal });
    const job = await this.jobs.submit(owner, content, { idempotencyKey, body });
    noteMadeId(job.request.id);
    return toJobBody(job);
  }

  @Get(':id')
  @Operation({
    tag: 'jobs',
    summary: 'Everything about one job',
    answer: JobBody,
    errors: ['job_not_found', 'recovering'],
  })
  async get(@Param('id') id: string, @Owner() owner: string): Promise<JobBody> {
    return toJobBody(await this.jobs.get(known(id), owner));
  }

  @Get(':id/preview')
  @Operation({
    tag: 'jobs',
    summary: 'How the result of a running job looks so far',
    description:
      'A small JPEG, made every few steps by engines that can, and kept in memory only. 404 where there is none (yet, or any more). `preview_url` of the job changes with every new one.',
    file: 'image/jpeg',
    query: [{ name: 'v', type: 'string', description: 'Not looked at; keeps pictures apart in a browser' }],
    errors: ['job_not_found', 'artifact_not_found', 'recovering'],
  })
  async preview(@Param('id') id: string, @Owner() owner: string, @Res() reply: FastifyReply): Promise<void> {
    const jpeg = this.jobs.preview(await this.jobs.get(known(id), owner));
    if (jpeg === undefined)
      throw new DomainError('artifact_not_found', 'There is no preview of this job now');
    void reply
      .header('content-type', 'image/jpeg')
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  }

  @Patch(':id')
  @Operation({
    tag: 'jobs',
    summary: 'Star a job, so that it keeps its files, or rate it',
    body: JobPatchDto,
    answer: JobBody,
    errors: ['invalid_request', 'job_not_found', 'recovering'],
  })
  async change(@Param('id') id: string, @Body() body: unknown, @Owner() owner: string): Promise<JobBody> {
    const { starred, rating } = readPatch(body);
    const jobId = known(id);
    if (rating !== undefined) await this.jobs.rate(jobId, owner, rating === 0 ? null : rating);
    if (starred !== undefined) await this.jobs.star(jobId, owner, starred);
    return toJobBody(await this.jobs.get(jobId, owner));
  }

  @Delete(':id')
  @Operation({
    tag: 'jobs',
    summary: 'Cancel a job, or remove the files of one that has ended',
    description: 'The record stays and says what happened.',
    answer: JobBody,
    errors: ['job_not_found', 'conflict', 'recovering'],
  })
  async remove(@Param('id') id: string, @Owner() owner: string): Promise<JobBody> {
    return toJobBody(await this.cancelOrRemove(known(id), owner));
  }

  @Post(':id/retry')
  @Operation({
    tag: 'jobs',
    summary: 'Submit the same request again as a new job',
    answer: JobBody,
    status: 201,
    takesIdempotencyKey: true,
    errors: [
      'job_not_found',
      'conflict',
      'idempotency_conflict',
      'queue_full',
      'recovering',
      'shutting_down',
    ],
  })
  async retry(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<JobBody> {
    return toJobBody(await this.jobs.retry(known(id), owner, { idempotencyKey, body: body ?? {} }));
  }

  private async cancelOrRemove(id: JobId, owner: string): Promise<JobView> {
    const job = await this.jobs.get(id, owner);
    return isFinal(job.state) ? this.jobs.removeFiles(id, owner) : this.jobs.cancel(id, owner);
  }
}

function known(id: string): JobId {
  const jobId = parseJobId(id);
  if (jobId === undefined) throw new DomainError('job_not_found', 'There is no job with this id');
  return jobId;
}

function readPatch(body: unknown): JobPatchDto {
  const patch = validateStrictly(JobPatchDto, body);
  if (patch.starred === undefined && patch.rating === undefined) {
    const message = 'Send starred, rating, or both';
    throw new InvalidRequestError([{ part: 'body', at: [], kind: 'missing', message }]);
  }
  return patch;
}

function readFilter(query: Record<string, unknown>, owner: string): JobFilter {
  const filter: JobFilter = {
    owner,
    limit: readWholeNumber('limit', query['limit'], { fallback: 50, min: 1, max: LARGEST_PAGE }),
  };
  const states = readChoices<JobState>('state', query['state'], STATES);
  const engine = readText('engine', query['engine']);
  const batch = readId('batch', query['batch'], parseBatchId);
  const starred = readFlag('starred', query['starred']);
  const search = readText('search', query['search']);
  const before = readId('cursor', query['cursor'], parseJobId);
  const [order] = readChoices('order', query['order'], ORDERS) ?? [];
  if (order !== undefined) filter.order = order;
  if (states !== undefined) filter.states = states;
  if (engine !== undefined) filter.engine = engine;
  if (batch !== undefined) filter.batch = batch;
  if (starred !== undefined) filter.starred = starred;
  if (query['rating'] !== undefined)
    filter.minRating = readWholeNumber('rating', query['rating'], { fallback: 1, min: 1, max: 5 });
  if (search !== undefined) filter.search = search;
  if (before !== undefined) filter.before = before;
  return filter;
}
