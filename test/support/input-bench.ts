import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Config, ConfigModule, loadConfig } from '../../src/config/index.js';
import { InputReferences, InputsModule, InputsService } from '../../src/features/inputs/index.js';
import { InputSweeper } from '../../src/features/inputs/input-sweeper.js';
import { Clock } from '../../src/kernel/clock.js';
import type { GuardedFetchOptions } from '../../src/platform/http/guarded-fetch/index.js';
import { MetricsService } from '../../src/platform/metrics/metrics.service.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { FileSystemPort, NodeFileSystem } from '../../src/platform/storage/index.js';
import { builtModule } from './built-module.js';
import { ManualClock } from './manual-clock.js';

const metrics = new MetricsService();

export interface InputBenchOptions {
  env?: Record<string, string>;
  fetch?: Partial<GuardedFetchOptions>;
  files?: FileSystemPort;
}

/** The feature `inputs` alone, on a folder of its own and with a clock that stands still. */
export class InputBench implements AsyncDisposable {
  private constructor(
    readonly module: TestingModule,
    readonly folder: string,
    readonly clock: ManualClock,
  ) {}

  static async start({ env = {}, fetch = {}, files }: InputBenchOptions = {}): Promise<InputBench> {
    const folder = mkdtempSync(join(tmpdir(), 'inputs-'));
    const config: Config = loadConfig({ DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', ...env });
    const clock = new ManualClock(Date.now());
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.with(config),
        PlatformModule,
        InputsModule.with({ workerModulePath: builtModule('platform/media/encoder-worker.js'), fetch }),
      ],
    })
      .overrideProvider(Clock)
      .useValue(clock)
      .overrideProvider(MetricsService)
      .useValue(metrics)
      .overrideProvider(FileSystemPort)
      .useValue(files ?? new NodeFileSystem())
      .compile();
    module.useLogger(false);
    return new InputBench(module, folder, clock);
  }

  get inputs(): InputsService {
    return this.module.get(InputsService, { strict: false });
  }

  get references(): InputReferences {
    return this.module.get(InputReferences, { strict: false });
  }

  get sweeper(): InputSweeper {
    return this.module.get(InputSweeper, { strict: false });
  }

  /** Every file below the folder of inputs, by its path in it. */
  stored(): string[] {
    return filesBelow(join(this.folder, 'data', 'inputs'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.module.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function filesBelow(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(root, path)).isFile())
      .sort();
  } catch {
    return [];
  }
}

const script = fileURLToPath(new URL('./make-video.mjs', import.meta.url));

/** 24 frames of 64 by 48 pixels at 8 frames a second. */
export function makeVideo(path: string, codec = 'libx264', audio = ''): void {
  execFileSync(process.execPath, [script, path, codec, 'yuv420p', audio, '24', '64', '48']);
}

export { wave } from './media-samples.js';
