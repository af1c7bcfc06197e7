import { Controller, Get, Inject, Req, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { DevicesService } from '../../features/devices/index.js';
import { EnginesService } from '../../features/engines/index.js';
import { Operation, STORED_FILE } from '../../platform/http/openapi/describe.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { CallMetrics } from './call-metrics.interceptor.js';
import { LIGHTX2V_ERRORS } from './lightx2v.shape.js';
import { ServiceMetadataBody, ServiceStatusBody } from './task.body.js';
import { TaskFiles } from './task-files.service.js';
import { Tasks } from './tasks.service.js';

const COMMON = { tag: 'lightx2v', errorShape: LIGHTX2V_ERRORS } as const;

/** Files by name, and the server itself. */
@Controller('v1')
@UseInterceptors(CallMetrics)
export class ServiceController {
  constructor(
    private readonly tasks: Tasks,
    private readonly files: TaskFiles,
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('files/download/*')
  @Operation({
    ...COMMON,
    summary: 'A finished file by the name that its client gave it',
    description: 'The newest one, if several tasks have the name. Byte ranges and conditional requests work.',
    params: ['path'],
    file: 'video/mp4',
    alsoAnswers: STORED_FILE,
    errors: [
      'artifact_not_found',
      'forbidden_origin',
      'range_not_satisfiable',
      'recovering',
      'storage_unavailable',
    ],
  })
  async download(
    @Req() { params }: FastifyRequest,
    @Owner() owner: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { '*': path = '' } = params as Record<string, string | undefined>;
    await this.files.send(await this.files.find(owner, path), reply);
  }

  @Get('service/status')
  @Operation({ ...COMMON, summary: 'How busy the server is', answer: ServiceStatusBody })
  async status(@Owner() owner: string): Promise<ServiceStatusBody> {
    const active = await this.tasks.running(owner);
    const counts = this.tasks.counts(owner);
    return {
      service_status: this.tasks.load().running > 0 ? 'busy' : 'idle',
      current_task: active[0] ?? null,
      active_tasks: active,
      pending_tasks: counts.queued,
      queue_size: this.config.queueMax,
      total_tasks: Object.values(counts).reduce((sum, count) => sum + count, 0),
      completed_tasks: counts.succeeded,
      failed_tasks: counts.failed + counts.expired,
    };
  }

  @Get('service/metadata')
  @Operation({ ...COMMON, summary: 'The model and the devices', answer: ServiceMetadataBody })
  metadata(): ServiceMetadataBody {
    const model = this.engines.list()[0]?.capabilities.model ?? '';
    return { nproc_per_node: this.devices.list().length, model_cls: model, model_path: model };
  }
}
