import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { QueuePause } from '../../features/jobs/index.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { QueueBody, toQueueBody } from './queue.body.js';

/** The asker's own part of the queue: others are neither seen nor stopped. */
@Controller('api/jobs/queue')
export class QueueController {
  constructor(private readonly queue: QueuePause) {}

  @Get()
  @Operation({ tag: 'jobs', summary: 'Your part of the queue, and whether it is paused', answer: QueueBody })
  get(@Owner() owner: string): QueueBody {
    return toQueueBody(this.queue.view(owner));
  }

  @Post('pause')
  @HttpCode(200)
  @Operation({
    tag: 'jobs',
    summary: 'Start none of your waiting jobs until you resume',
    description:
      'Running jobs go on. Waiting ones keep their places and do not expire. It holds over a restart.',
    answer: QueueBody,
    errors: ['shutting_down', 'storage_full'],
  })
  async pause(@Owner() owner: string): Promise<QueueBody> {
    return toQueueBody(await this.queue.pause(owner));
  }

  @Post('resume')
  @HttpCode(200)
  @Operation({
    tag: 'jobs',
    summary: 'Let your waiting jobs start again',
    answer: QueueBody,
    errors: ['shutting_down', 'storage_full'],
  })
  async resume(@Owner() owner: string): Promise<QueueBody> {
    return toQueueBody(await this.queue.resume(owner));
  }
}
