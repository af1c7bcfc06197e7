import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { isFinal, JobsService } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { INFINITETALK_ERRORS } from './infinitetalk.shape.js';
import { GenerateForm, TalkDeletedBody, TalkQueueBody, TalkRequestBody } from './talk.body.js';
import { TalkError } from './talk-error.js';
import { TalkIntake } from './talk-intake.service.js';
import { TalkQueue } from './talk-queue.service.js';
import { FACADE, toTalkRequest } from './talk-request.js';

const COMMON = { tag: 'infinitetalk', errorShape: INFINITETALK_ERRORS } as const;

/** Talking portraits, as InfiniteTalk's server has them. A client sees the requests of its own key. */
@Controller()
export class TalkController {
  constructor(
    private readonly intake: TalkIntake,
    private readonly queue: TalkQueue,
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactFiles,
  ) {}

  @Post('api/generate')
  @HttpCode(200)
  @RouteConfig({ body: 'form' })
  @Operation({
    ...COMMON,
    summary: 'Let a portrait speak',
    description: 'Files are known by their content, and are streamed to disk.',
    body: GenerateForm,
    consumes: ['multipart/form-data'],
    answer: TalkRequestBody,
    errors: [
      'invalid_request',
      'malformed_body',
      'input_invalid',
      'input_too_large',
      'body_too_large',
      'no_capable_engine',
      'queue_full',
      'client_closed',
      'recovering',
      'shutting_down',
      'storage_full',
    ],
  })
  async generate(
    @Req() request: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TalkRequestBody> {
    const job = await this.intake.generate(request, signal);
    noteMadeId(job.request.id);
    // Also of one that a free device has taken already: its next status says so.
    return Object.assign(toTalkRequest(job), {
      status: 'queued' as const,
      message: 'Request added to queue',
      position_in_queue: job.queuePosition ?? 1,
    });
  }

  @Get('api/status/:request_id')
  @Operation({
    ...COMMON,
    summary: 'Where a request stands',
    answer: TalkRequestBody,
    errors: ['job_not_found', 'recovering'],
  })
  async status(@Param('request_id') id: string, @Owner() owner: string): Promise<TalkRequestBody> {
    const job = await this.queue.find(owner, id);
    if (job === undefined) throw new TalkError(404, 'Request not found', 'job_not_found');
    return toTalkRequest(job);
  }

  @Get('api/queue')
  @Operation({ ...COMMON, summary: 'Requests that wait or are made', answer: TalkQueueBody })
  list(@Owner() owner: string): Promise<TalkQueueBody> {
    return this.queue.body(owner);
  }

  @Get('api/result/:request_id')
  @Operation({
    ...COMMON,
    summary: 'The finished video',
    description: 'Byte ranges and conditional requests work.',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: ['artifact_not_found', 'range_not_satisfiable', 'recovering', 'storage_unavailable'],
  })
  async result(
    @Param('request_id') id: string,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.queue.find(owner, id);
    const isGone = job?.filesRemoved !== undefined || job?.failure?.code === 'artifact_missing';
    if (job === undefined || (job.state !== 'succeeded' && !isGone))
      throw new TalkError(404, 'Video not ready or request not found', 'artifact_not_found');
    const disposition = `attachment; filename="infinitetalk_${id}.mp4"`;
    const answer = await this.artifacts.answer(job, 'video', reply.request.headers, disposition);
    if (answer === undefined) throw new TalkError(404, 'Video file not found', 'artifact_not_found');
    await sendFileAnswer(reply, answer, disposition);
  }

  @Delete('api/result/:request_id')
  @Operation({
    ...COMMON,
    summary: 'Forget a request and its files',
    description: 'One that waits or is made is cancelled. One that is not known is a success too.',
    answer: TalkDeletedBody,
    errors: ['recovering'],
  })
  async remove(@Param('request_id') id: string, @Owner() owner: string): Promise<TalkDeletedBody> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    if (job !== undefined) {
      if (!isFinal(job.state)) await this.jobs.cancel(job.request.id, owner);
      await this.jobs.removeFiles(job.request.id, owner);
    }
    return { message: 'Video and associated files deleted successfully' };
  }

  @Get('ws')
  @Operation({
    ...COMMON,
    summary: 'Changes as they happen (WebSocket)',
    description:
      'Texts `{type, data}`: `queue_update` (as `/api/queue`; also the first one), `status_update` ' +
      '(`{request_id, status, message[, result_url]}`) and `progress_update` (`{request_id, message}`), each about ' +
      "the caller's requests; and `pong` with the text that a client sent. Without an upgrade: 426.",
    status: 101,
    errors: ['upgrade_required', 'forbidden_origin', 'rate_limited', 'shutting_down'],
  })
  socket(@Res({ passthrough: true }) reply: FastifyReply): never {
    void reply.header('upgrade', 'websocket');
    throw new DomainError('upgrade_required', 'Connect to this address with a WebSocket');
  }
}
