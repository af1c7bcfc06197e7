import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DevicesService } from '../../features/devices/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { MadeId, type NoteMadeId } from '../../platform/http/made-id.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { readGenerateRequest } from './generate-request.js';
import { FACADE, QueueTasks } from './queue-tasks.service.js';
import { toListedVideo, toTaskStatus } from './task-status.js';
import {
  AcceptedBody,
  GenerateBody,
  WanQueueStatusBody,
  WanTaskStatusBody,
  WanVideoListBody,
} from './wan-queue.body.js';
import { WAN_QUEUE_ERRORS } from './wan-queue.shape.js';

const COMMON = { tag: 'wan-queue', errorShape: WAN_QUEUE_ERRORS } as const;

/** Tasks as Wan Diffusers Video Generation API shows them. A client sees the tasks of its own key. */
@Controller()
export class WanQueueController {
  constructor(
    private readonly tasks: QueueTasks,
    private readonly jobs: JobsService,
    private readonly devices: DevicesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('generate')
  @HttpCode(200)
  @Operation({
    ...COMMON,
    summary: 'Put a video into the queue',
    body: GenerateBody,
    answer: AcceptedBody,
    errors: [
      'invalid_request',
      'malformed_body',
      'no_capable_engine',
      'body_too_large',
      'queue_full',
      'recovering',
      'shutting_down',
      'storage_full',
    ],
  })
  async generate(
    @Body() body: unknown,
    @Owner() owner: string,
    @MadeId() noteMadeId: NoteMadeId,
  ): Promise<AcceptedBody> {
    const job = await this.tasks.submit(owner, readGenerateRequest(body));
    noteMadeId(job.request.id);
    const position = this.tasks.positionOf(job) ?? 1;
    return {
      status: 'accepted',
      message: `Video generation queued. Position in queue: ${position}`,
      task_id: job.request.client?.id ?? job.request.id,
      video_filename: null,
    };
  }

  @Get('queue/status')
  @Operation({ ...COMMON, summary: 'How full the queue is', answer: WanQueueStatusBody })
  queue(@Owner() owner: string): WanQueueStatusBody {
    const waiting = this.jobs.loadOf(FACADE).waiting.length;
    const counts = this.jobs.countByState(owner, FACADE);
    return {
      queue_size: waiting,
      max_queue_size: this.config.wanQueueMax,
      processing_workers: this.devices.capacity,
      task_counts: {
        pending: counts.queued,
        processing: counts.running,
        completed: counts.succeeded,
        failed: counts.failed + counts.cancelled + counts.expired,
      },
      queue_available: waiting < this.config.wanQueueMax && this.jobs.queueSize < this.config.queueMax,
    };
  }

  @Get('status/:task_id')
  @Operation({
    ...COMMON,
    summary: 'Where a task stands',
    answer: WanTaskStatusBody,
    errors: ['job_not_found', 'recovering'],
  })
  async status(@Param('task_id') id: string, @Owner() owner: string): Promise<WanTaskStatusBody> {
    const job = await this.tasks.get(owner, id);
    return toTaskStatus(job, this.tasks.positionOf(job));
  }

  @Get('list')
  @Operation({ ...COMMON, summary: 'Finished videos, newest first, at most 1000', answer: WanVideoListBody })
  async list(@Owner() owner: string): Promise<WanVideoListBody> {
    return { videos: (await this.tasks.finished(owner)).map(toListedVideo) };
  }
}
