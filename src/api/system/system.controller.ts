import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DevicesService } from '../../features/devices/index.js';
import { JobsService } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { PAGE, PageFolder } from '../../platform/http/page-folder.js';
import { ShutdownState } from '../../platform/http/shutdown-state.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { localIsoTime } from './local-time.js';
import { HealthBody, WelcomeBody } from './system.body.js';
import { VERSION } from './version.js';

const WELCOME: WelcomeBody = {
  message: 'Welcome to Reelsmith',
  version: VERSION,
  status: 'running',
  endpoints: {
    docs: '/docs',
    openapi: '/openapi.json',
    health: '/health',
    metrics: '/metrics',
    single_inference: '/api/video/single_inference',
    batch_inference: '/api/video/batch_inference',
    enhance: '/api/enhance',
    jobs: '/api/jobs',
    batches: '/api/batches',
    events: '/api/events',
  },
};

@Controller()
export class SystemController {
  constructor(
    private readonly jobs: JobsService,
    private readonly devices: DevicesService,
    private readonly metrics: MetricsService,
    private readonly shutdown: ShutdownState,
    private readonly page: PageFolder,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    tag: 'system',
    summary: 'The web page for browsers, otherwise where to go on',
    answer: WelcomeBody,
    open: true,
  })
  async root(@Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('vary', 'Accept');
    const wantsPage = accept?.includes('text/html') === true;
    const folder = wantsPage ? await this.page.find() : undefined;
    if (folder !== undefined) void reply.sendFile(PAGE, folder);
    else void reply.send(WELCOME);
  }

  @Get(['health', 'api/health'])
  @Operation({
    tag: 'system',
    summary: 'Whether the server is there, and how busy',
    answer: HealthBody,
    open: true,
  })
  health(): HealthBody {
    const devices = this.devices.list();
    const gpus = devices.filter((device) => device.kind === 'cuda');
    return {
      status: 'ok',
      timestamp: localIsoTime(new Date(this.clock.now())),
      version: VERSION,
      service: 'reelsmith',
      recovering: this.jobs.isRecovering,
      shutting_down: this.shutdown.isShuttingDown,
      queue_size: this.jobs.queueSize,
      active_tasks: devices.reduce((sum, device) => sum + device.jobs.length, 0),
      devices_total: devices.length,
      devices_available: devices.filter((device) => device.state !== 'quarantined').length,
      gpu_available: gpus.some((device) => device.state !== 'quarantined'),
      gpu_count: gpus.length,
    };
  }

  @Get('metrics')
  @Operation({ tag: 'system', summary: 'Figures for Prometheus', file: 'text/plain' })
  async figures(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    void reply.type(this.metrics.registry.contentType).send(text);
  }
}
