import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PAGE, PageFolder } from '../../platform/http/page-folder.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { HealthBody, WelcomeBody } from './system.body.js';
import { SystemState } from './system-state.service.js';
import { VERSION } from './version.js';

const WELCOME: Omit<WelcomeBody, 'gpu_info'> = {
  message: 'Welcome to Reelsmith',
  version: VERSION,
  status: 'operational',
  features: [
    'Prompt tuning with history and variations',
    'Batches over several GPUs, one job each',
    'Jobs, results and sessions that survive a crash',
    "The interfaces of LightX2V, Wan2.1 Video Server, Wan Diffusers API and OpenAI's videos",
  ],
  endpoints: {
    docs: '/docs',
    openapi: '/openapi.json',
    health: '/health',
    metrics: '/metrics',
    model_info: '/api/v1/model/info',
    text_to_video: '/api/v1/generate/text-to-video',
    image_to_video: '/api/v1/generate/image-to-video',
    video_to_video: '/api/v1/generate/video-to-video',
    job_status: '/api/v1/job/:id',
    list_models: '/api/v1/models',
    download_model: '/api/v1/models/download',
    generate: '/generate',
    status: '/status/{task_id}',
    queue_status: '/queue/status',
    pipeline_status: '/pipeline/status',
    pipeline_unload: '/pipeline/unload',
    download: '/download/{filename}',
    list: '/list',
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
    private readonly state: SystemState,
    private readonly metrics: MetricsService,
    private readonly page: PageFolder,
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
    else void reply.send({ ...WELCOME, gpu_info: await this.state.gpu() });
  }

  @Get('health')
  @Operation({
    tag: 'system',
    summary: 'Whether the server is there, and how busy',
    answer: HealthBody,
    open: true,
  })
  async health(): Promise<HealthBody> {
    return { status: this.state.isWell ? 'healthy' : 'degraded', ...(await this.state.describe()) };
  }

  /** The first clients of this path test for this word. */
  @Get('api/health')
  @Operation({
    tag: 'system',
    summary: 'The same, with `ok` for a server that answers',
    answer: HealthBody,
    open: true,
  })
  async apiHealth(): Promise<HealthBody> {
    return { status: 'ok', ...(await this.state.describe()) };
  }

  @Get('metrics')
  @Operation({ tag: 'system', summary: 'Figures for Prometheus', file: 'text/plain' })
  async figures(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    void reply.type(this.metrics.registry.contentType).send(text);
  }
}
