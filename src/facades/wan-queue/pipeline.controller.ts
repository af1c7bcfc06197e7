import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { DevicesService } from '../../features/devices/index.js';
import { EnginesService } from '../../features/engines/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { GpuMemoryService } from '../../platform/process/gpu-memory.js';
import { PipelineStatusBody, UnloadBody } from './wan-queue.body.js';
import { WAN_QUEUE_ERRORS } from './wan-queue.shape.js';

const COMMON = { tag: 'wan-queue', errorShape: WAN_QUEUE_ERRORS } as const;

/** What is in memory. */
@Controller('pipeline')
export class PipelineController {
  constructor(
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    private readonly jobs: JobsService,
    private readonly gpuMemory: GpuMemoryService,
  ) {}

  @Get('status')
  @Operation({ ...COMMON, summary: 'Whether a model is in memory', answer: PipelineStatusBody })
  async status(): Promise<PipelineStatusBody> {
    const { isLoaded } = this.engines;
    const engines = this.engines.list();
    const devices = this.devices.list();
    const memory = devices.some(({ kind }) => kind === 'cuda') ? await this.gpuMemory.read() : undefined;
    return {
      pipeline_loaded: isLoaded,
      configuration: isLoaded
        ? {
            model_id: engines[0]?.capabilities.model ?? '',
            engines: engines.map(({ name, capabilities }) => `${name}: ${capabilities.model}`),
          }
        : null,
      queue_empty: this.jobs.queueSize === 0 && devices.every(({ jobs }) => jobs.length === 0),
      gpu_memory_info: memory === undefined ? null : { available: true, ...memory },
    };
  }

  @Post('unload')
  @HttpCode(200)
  @Operation({
    ...COMMON,
    summary: 'Free the memory of models that no job uses now',
    description: 'The next job loads its model again.',
    answer: UnloadBody,
  })
  async unload(): Promise<UnloadBody> {
    const loaded = await this.engines.unload();
    if (loaded.length === 0) return { status: 'success', message: 'Pipeline unloaded successfully' };
    const isBusy = this.devices.list().some(({ engine, jobs }) => loaded.includes(engine) && jobs.length > 0);
    const why = isBusy ? 'a job is running' : 'its servers keep their models themselves';
    return {
      status: 'error',
      message: `Failed to unload pipeline: ${loaded.join(', ')} is still loaded, since ${why}`,
    };
  }
}
