import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { JobView } from '../../features/jobs/index.js';
import type { ErrorCode } from '../../kernel/errors.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { FormJobs } from './form-jobs.service.js';
import { readTextToVideo } from './generation.js';
import { WanJobs } from './wan-jobs.service.js';
import { ImageToVideoForm, StartedBody, TextToVideoBody, VideoToVideoForm } from './wan-server.body.js';
import { WAN_SERVER_ERRORS } from './wan-server.shape.js';

const ANY_JSON = { body: 'json' } as const;
const FORM = { body: 'form' } as const;
const ERRORS: readonly ErrorCode[] = [
  'invalid_request',
  'malformed_body',
  'no_capable_engine',
  'body_too_large',
  'queue_full',
  'recovering',
  'shutting_down',
  'storage_full',
];
const COMMON = {
  tag: 'wan-server',
  errorShape: WAN_SERVER_ERRORS,
  answer: StartedBody,
  status: 202,
} as const;
const FORM_OPERATION = {
  ...COMMON,
  consumes: ['multipart/form-data'],
  errors: [...ERRORS, 'input_invalid', 'input_too_large', 'internal'],
} as const;

/** New jobs, as Wan2.1 Video Server takes them. Each answers 202 once it is durable. */
@Controller('api/v1/generate')
export class GenerationController {
  constructor(
    private readonly jobs: WanJobs,
    private readonly forms: FormJobs,
  ) {}

  @Post('text-to-video')
  @HttpCode(202)
  @RouteConfig(ANY_JSON)
  @Operation({ ...COMMON, summary: 'Generate a video', body: TextToVideoBody, errors: ERRORS })
  async textToVideo(
    @Body() body: unknown,
    @Owner() owner: string,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<StartedBody> {
    return started(await this.jobs.submit(owner, readTextToVideo(body)), noteMadeId);
  }

  @Post('image-to-video')
  @HttpCode(202)
  @RouteConfig(FORM)
  @Operation({ ...FORM_OPERATION, summary: 'Generate a video from an image', body: ImageToVideoForm })
  async imageToVideo(
    @Req() request: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<StartedBody> {
    return started(await this.forms.submit('image', request, signal), noteMadeId);
  }

  @Post('video-to-video')
  @HttpCode(202)
  @RouteConfig(FORM)
  @Operation({ ...FORM_OPERATION, summary: 'Generate a video from another', body: VideoToVideoForm })
  async videoToVideo(
    @Req() request: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<StartedBody> {
    return started(await this.forms.submit('video', request, signal), noteMadeId);
  }
}

function started({ request }: JobView, noteMadeId: NoteMadeId): StartedBody {
  noteMadeId(request.id);
  return {
    job_id: request.client?.id ?? request.id,
    status: 'processing',
    message: 'Video generation started',
  };
}
