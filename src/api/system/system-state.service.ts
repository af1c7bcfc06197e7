import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DevicesService } from '../../features/devices/index.js';
import { EnginesService } from '../../features/engines/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { localIsoTime } from '../../platform/http/local-time.js';
import { ShutdownState } from '../../platform/http/shutdown-state.js';
import { type GpuMemory, GpuMemoryService } from '../../platform/process/gpu-memory.js';
import type { GpuInfoBody, HealthBody } from './system.body.js';
import { VERSION } from './version.js';

const HOUR_MS = 3_600_000;
/** Failed jobs in an hour from which on the server calls itself degraded. */
const MANY_FAILURES = 5;
const NO_MEMORY: GpuMemory = { allocated: 0, total: 0, free: 0 };

/** How the server is, for monitors. */
@Injectable()
export class SystemState {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jobs: JobsService,
    private readonly devices: DevicesService,
    private readonly engines: EnginesService,
    private readonly gpuMemory: GpuMemoryService,
    private readonly shutdown: ShutdownState,
    private readonly clock: Clock,
  ) {}

  get isWell(): boolean {
    return this.#takesJobs && this.#recentFailures < MANY_FAILURES;
  }

  async describe(): Promise<Omit<HealthBody, 'status'>> {
    const devices = this.devices.list();
    return {
      timestamp: localIsoTime(new Date(this.clock.now())),
      version: VERSION,
      service: 'reelsmith',
      role: this.config.role,
      redis: this.jobs.redisState,
      recovering: this.jobs.isRecovering,
      shutting_down: this.shutdown.isShuttingDown,
      queue_size: this.jobs.queueSize,
      active_tasks: devices.reduce((sum, device) => sum + device.jobs.length, 0),
      devices_total: devices.length,
      devices_available: devices.filter((device) => device.state !== 'quarantined').length,
      gpu_available: this.#gpus.some((device) => device.state !== 'quarantined'),
      gpu_count: this.#gpus.length,
      memory_info: await this.#memory(),
      queue_health: this.#takesJobs,
      recent_failures: this.#recentFailures,
      pipeline_loaded: this.engines.isLoaded,
    };
  }

  async gpu(): Promise<GpuInfoBody> {
    const { allocated, free } = await this.#memory();
    return { available: this.#gpus.length > 0, memory_allocated_gb: allocated, memory_free_gb: free };
  }

  get #takesJobs(): boolean {
    return this.jobs.queueSize < this.config.queueMax;
  }

  get #recentFailures(): number {
    return this.jobs.failuresSince(this.clock.now() - HOUR_MS);
  }

  get #gpus() {
    return this.devices.list().filter((device) => device.kind === 'cuda');
  }

  async #memory(): Promise<GpuMemory> {
    return (this.#gpus.length > 0 ? await this.gpuMemory.read() : undefined) ?? NO_MEMORY;
  }
}
