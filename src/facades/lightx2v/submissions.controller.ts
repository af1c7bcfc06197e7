import { Body, Controller, HttpCode, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JobView } from '../../features/jobs/index.js';
import type { ErrorCode } from '../../kernel/errors.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { CallMetrics } from './call-metrics.interceptor.js';
import { FormTasks } from './form-tasks.service.js';
import { float } from '../../platform/http/lax-fields.js';
import { LIGHTX2V_ERRORS } from './lightx2v.shape.js';
import { SyncTasks } from './sync-tasks.service.js';
import {
  ImageTaskForm,
  ImageTaskRequest,
  TaskResponse,
  UploadedTaskResponse,
  VideoTaskForm,
  VideoTaskRequest,
} from './task.body.js';
import { badRequest } from './task-error.js';
import { IMAGE_FIELDS, readQuery, readTask, VIDEO_FIELDS } from './task-fields.js';
import { TaskFiles } from './task-files.service.js';
import { TaskIntake } from './task-intake.service.js';
import { toTaskStatus } from './task-status.js';
import { TaskUpload } from './task-upload.service.js';

const MEDIA = { body: 'media' } as const;
const FORM = { body: 'form' } as const;
const ERRORS: readonly ErrorCode[] = [
  'invalid_request',
  'malformed_body',
  'no_capable_engine',
  'input_invalid',
  'input_unreachable',
  'input_too_large',
  'body_too_large',
  'queue_full',
  'recovering',
  'shutting_down',
  'storage_full',
];
const COMMON = {
  tag: 'lightx2v',
  answer: TaskResponse,
  errors: ERRORS,
  errorShape: LIGHTX2V_ERRORS,
} as const;

const LONGEST_WAIT_SECONDS = 86_400;

/** New tasks, as LightX2V's server takes them. Each answers 200 once it is durable. */
@Controller('v1/tasks')
@UseInterceptors(CallMetrics)
export class SubmissionsController {
  constructor(
    private readonly intake: TaskIntake,
    private readonly forms: FormTasks,
    private readonly sync: SyncTasks,
    private readonly files: TaskFiles,
    private readonly upload: TaskUpload,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteConfig(MEDIA)
  @Operation({ ...COMMON, summary: 'The older name of /v1/tasks/video', body: VideoTaskRequest })
  legacy(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TaskResponse> {
    return this.video(body, owner, signal, noteMadeId);
  }

  @Post('video')
  @HttpCode(200)
  @RouteConfig(MEDIA)
  @Operation({ ...COMMON, summary: 'Generate a video', body: VideoTaskRequest })
  async video(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TaskResponse> {
    const fields = readTask(VIDEO_FIELDS, body);
    return answer(await this.intake.submit({ medium: 'video', fields }, { owner, signal }), noteMadeId);
  }

  @Post('image')
  @HttpCode(200)
  @RouteConfig(MEDIA)
  @Operation({ ...COMMON, summary: 'Generate an image', body: ImageTaskRequest })
  async image(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TaskResponse> {
    const fields = readTask(IMAGE_FIELDS, body);
    return answer(await this.intake.submit({ medium: 'image', fields }, { owner, signal }), noteMadeId);
  }

  @Post('video/form')
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    ...COMMON,
    summary: 'Generate a video from an uploaded image',
    body: VideoTaskForm,
    consumes: ['multipart/form-data'],
  })
  async videoForm(
    @Req() request: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TaskResponse> {
    return answer(await this.forms.submit('video', request, signal), noteMadeId);
  }

  @Post('image/form')
  @HttpCode(200)
  @RouteConfig(FORM)
  @Operation({
    ...COMMON,
    summary: 'Generate an image by a form',
    body: ImageTaskForm,
    consumes: ['multipart/form-data', 'application/x-www-form-urlencoded'],
  })
  async imageForm(
    @Req() request: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<TaskResponse> {
    return answer(await this.forms.submit('image', request, signal), noteMadeId);
  }

  @Post('image/sync')
  @HttpCode(200)
  @RouteConfig(MEDIA)
  @Operation({
    tag: 'lightx2v',
    summary: 'Generate an image and wait for it',
    description:
      'The task is cancelled when the time is over or the client goes away. With `presigned_url`, the image is put there ' +
      'and the answer is JSON.',
    body: ImageTaskRequest,
    answer: UploadedTaskResponse,
    file: 'image/png',
    query: [
      { name: 'timeout_seconds', type: 'number', description: 'Above 0, at most a day', example: 600 },
      { name: 'poll_interval_seconds', type: 'number', description: 'Above 0; without effect', example: 0.5 },
    ],
    errors: [...ERRORS, 'conflict'],
    ownErrors: {
      500: 'The task failed',
      502: 'The image could not be put to `presigned_url`',
      504: 'The task took longer than `timeout_seconds`',
    },
    errorShape: LIGHTX2V_ERRORS,
  })
  async imageSync(
    @Body() body: unknown,
    @Query() query: Record<string, unknown>,
    @Req() { owner }: FastifyRequest,
    @ClientSignal() signal: AbortSignal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const fields = readTask(IMAGE_FIELDS, body);
    const seconds = readPatience(query);
    const address = this.upload.addressOf(fields);
    // Its answer is the image, so the task has no file of its own.
    const task = { medium: 'image' as const, fields: { ...fields, save_result_path: null } };
    const job = await this.intake.submit(task, { owner, signal });
    const ended = await this.sync.result(job, { seconds, signal });
    if (address === undefined) {
      await this.files.send(ended, reply, 'inline', 'result.png');
      return;
    }
    await this.upload.put(ended, address, signal);
    const answer: UploadedTaskResponse = {
      task_id: toTaskStatus(ended).task_id,
      task_status: 'completed',
      uploaded_to_presigned_url: true,
      presigned_url: address,
    };
    void reply.send(answer);
  }
}

function answer(job: JobView, noteMadeId: NoteMadeId): TaskResponse {
  noteMadeId(job.request.id);
  const { client } = job.request;
  const id = toTaskStatus(job).task_id;
  const path = client?.resultPath === undefined ? id : client.resultPath;
  return { task_id: id, task_status: 'pending', save_result_path: path };
}

/** @throws TaskError 400 */
function readPatience(query: Record<string, unknown>): number {
  const seconds = readQuery(float, 'timeout_seconds', query['timeout_seconds'], 600);
  const interval = readQuery(float, 'poll_interval_seconds', query['poll_interval_seconds'], 0.5);
  if (!(seconds > 0)) throw badRequest('timeout_seconds must be > 0');
  if (!(interval > 0)) throw badRequest('poll_interval_seconds must be > 0');
  if (seconds > LONGEST_WAIT_SECONDS)
    throw badRequest(`timeout_seconds must be at most ${LONGEST_WAIT_SECONDS}`);
  return seconds;
}
