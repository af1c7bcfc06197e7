import { Controller, Delete, Get, Inject, Param, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { CallMetrics } from './call-metrics.interceptor.js';
import { LIGHTX2V_ERRORS } from './lightx2v.shape.js';
import { QueueStatusBody, StopTaskResponse, TaskListBody, TaskStatusBody } from './task.body.js';
import { TaskError, taskNotFound } from './task-error.js';
import { TaskFiles } from './task-files.service.js';
import { FACADE } from './task-intake.service.js';
import { Tasks } from './tasks.service.js';
import { isTaskOver, toTaskStatus } from './task-status.js';

const COMMON = { tag: 'lightx2v', errorShape: LIGHTX2V_ERRORS } as const;

/** Tasks as LightX2V shows them. A client sees the tasks of its own key. */
@Controller('v1/tasks')
@UseInterceptors(CallMetrics)
export class TasksController {
  constructor(
    private readonly jobs: JobsService,
    private readonly tasks: Tasks,
    private readonly files: TaskFiles,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Operation({
    ...COMMON,
    summary: 'All tasks by their ids: those that are not over, and the newest 1000',
    answer: TaskListBody,
  })
  async list(@Owner() owner: string): Promise<TaskListBody> {
    const jobs = await this.tasks.list(owner);
    return Object.fromEntries(jobs.map((job) => [job.request.client?.id, toTaskStatus(job)]));
  }

  @Get('queue/status')
  @Operation({ ...COMMON, summary: 'How full the queue is', answer: QueueStatusBody })
  async queue(@Owner() owner: string): Promise<QueueStatusBody> {
    const [current] = await this.tasks.running(owner);
    const { waiting, running } = this.tasks.load();
    return {
      is_processing: running > 0,
      current_task: current ?? null,
      pending_count: waiting,
      active_count: waiting + running,
      queue_size: this.config.queueMax,
      queue_available: Math.max(0, this.config.queueMax - waiting),
    };
  }

  @Get(':task_id/status')
  @Operation({
    ...COMMON,
    summary: 'Where a task stands',
    answer: TaskStatusBody,
    errors: ['job_not_found', 'recovering'],
  })
  async status(@Param('task_id') id: string, @Owner() owner: string): Promise<TaskStatusBody> {
    return toTaskStatus(await this.#get(id, owner));
  }

  @Get(':task_id/result')
  @Operation({
    ...COMMON,
    summary: 'The finished file',
    description: 'Byte ranges and conditional requests work.',
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: [
      'job_not_found',
      'artifact_not_found',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
  })
  async result(
    @Param('task_id') id: string,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.#get(id, owner);
    if (job.state !== 'succeeded') throw new TaskError(404, 'Task not completed', 'artifact_not_found');
    await this.files.send(job, reply);
  }

  @Delete('all/running')
  @Operation({
    ...COMMON,
    summary: 'Cancel all tasks that wait or run',
    answer: StopTaskResponse,
    errors: ['recovering'],
  })
  async stopAll(@Owner() owner: string): Promise<StopTaskResponse> {
    const jobs = await this.tasks.unfinished(owner);
    await Promise.all(jobs.map(({ request }) => this.jobs.cancel(request.id, owner)));
    return { stop_status: 'success', reason: 'All tasks stopped successfully.' };
  }

  @Delete(':task_id')
  @Operation({
    ...COMMON,
    summary: 'Cancel a task',
    description: 'Its engine is really stopped; one that was cancelled before is a success again.',
    answer: StopTaskResponse,
    errors: ['recovering'],
  })
  async stop(@Param('task_id') id: string, @Owner() owner: string): Promise<StopTaskResponse> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    if (job === undefined || (isTaskOver(job) && job.state !== 'cancelled')) return NOTHING_TO_STOP;
    const { state } = await this.jobs.cancel(job.request.id, owner);
    return state === 'succeeded' || state === 'failed' || state === 'expired'
      ? NOTHING_TO_STOP
      : { stop_status: 'success', reason: 'Task stopped successfully.' };
  }

  async #get(id: string, owner: string): Promise<JobView> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    if (job === undefined) throw taskNotFound();
    return job;
  }
}

const NOTHING_TO_STOP = {
  stop_status: 'do_nothing',
  reason: 'Task not found or already completed.',
} as const satisfies StopTaskResponse;
