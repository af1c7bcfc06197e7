import { basename } from 'node:path';
import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { CONFIG, type Config } from '../../config/index.js';
import { DevicesService } from '../../features/devices/index.js';
import { EnginesService } from '../../features/engines/index.js';
import {
  type DownloadView,
  ModelsService,
  type ModelView,
  parseModelId,
} from '../../features/models/index.js';
import { isRecord } from '../../platform/http/body-validation.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import {
  DownloadRequestBody,
  DownloadStartedBody,
  ModelInfoBody,
  WanModelListBody,
} from './wan-server.body.js';
import { WAN_SERVER_ERRORS } from './wan-server.shape.js';

const ANY_JSON = { body: 'json' } as const;
const COMMON = { tag: 'wan-server', errorShape: WAN_SERVER_ERRORS } as const;

/** What generates, and models from a hub. */
@Controller('api/v1')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('model/info')
  @Operation({ ...COMMON, summary: 'The model of the first engine', answer: ModelInfoBody })
  info(): ModelInfoBody {
    const [engine] = this.engines.list();
    const [name, version] = nameAndVersion(engine?.capabilities.model ?? '');
    const gpus = this.devices.list().filter(({ kind }) => kind === 'cuda');
    return {
      name,
      version,
      provider: engine?.name ?? '',
      gpu_enabled: gpus.length > 0,
      gpu_device_id: gpus[0]?.index ?? 0,
      cache_dir: this.#cacheDir,
    };
  }

  @Get('models')
  @Operation({
    ...COMMON,
    summary: 'The models of the engines, and those of the hub',
    answer: WanModelListBody,
  })
  async list(): Promise<WanModelListBody> {
    const models = await this.models.list();
    return { models: models.map((model) => this.#toBody(model)) };
  }

  @Post('models/download')
  @HttpCode(202)
  @RouteConfig(ANY_JSON)
  @Operation({
    ...COMMON,
    summary: 'Download a model',
    description: 'The list of models tells how far it is. One that failed goes on with what has come.',
    body: DownloadRequestBody,
    answer: DownloadStartedBody,
    status: 202,
    errors: ['invalid_request', 'malformed_body', 'queue_full', 'shutting_down', 'storage_full'],
  })
  async download(@Body() body: unknown): Promise<DownloadStartedBody> {
    if (!isRecord(body)) throw invalid();
    const wanted = body['model_id'] ?? '';
    if (typeof wanted !== 'string') throw invalid();
    const id = wanted === '' ? this.models.defaultId : parseModelId(wanted);
    if (id === undefined) throw invalid();
    await this.models.request(id);
    return { message: 'Model download started', model_id: id };
  }

  #toBody({ id, engine, isDownloaded, download }: ModelView): WanModelListBody['models'][number] {
    const [name] = engine === undefined ? [id.slice(id.indexOf('/') + 1)] : nameAndVersion(id);
    return {
      id,
      name,
      provider: engine ?? 'huggingface',
      cache_dir: this.#cacheDir,
      downloaded: isDownloaded,
      ...(download === undefined ? {} : { download: toProgress(download) }),
    };
  }

  /** No path of the machine is told. */
  get #cacheDir(): string {
    return `./${basename(this.config.models.cacheDir)}`;
  }
}

function invalid(): DetailError {
  return new DetailError(400, 'Invalid request', 'invalid_request');
}

/** Engines tell `<name> <version>`. */
function nameAndVersion(model: string): [name: string, version: string] {
  const [, name = model, version = ''] = /^(.+) (\S+)$/.exec(model) ?? [];
  return [name, version];
}

function toProgress(view: DownloadView): NonNullable<WanModelListBody['models'][number]['download']> {
  return {
    status: view.state,
    progress: view.totalBytes === 0 ? 0 : view.bytes / view.totalBytes,
    downloaded_bytes: view.bytes,
    total_bytes: view.totalBytes,
    downloaded_files: view.files,
    total_files: view.totalFiles,
    revision: view.commit ?? null,
    message: view.failure ?? null,
  };
}
