import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Config, ConfigModule, loadConfig } from '../../src/config/index.js';
import { BatchesLifecycle, BatchesModule, BatchesService } from '../../src/features/batches/index.js';
import { DevicesService } from '../../src/features/devices/index.js';
import {
  DeviceFaultError,
  EngineBusyError,
  EnginePort,
  EngineRefusedError,
  EnginesModule,
  isDetach,
  NotAcceptedError,
  RemoteJobLostError,
} from '../../src/features/engines/index.js';
import { InputsModule } from '../../src/features/inputs/index.js';
import {
  JobsLifecycle,
  JobsModule,
  JobsService,
  type RecoveryReport,
} from '../../src/features/jobs/index.js';
import { ResultUploads } from '../../src/features/jobs/result-uploads.js';
import { UpkeepService } from '../../src/features/jobs/upkeep.service.js';
import { Clock } from '../../src/kernel/clock.js';
import { EventBus } from '../../src/platform/events/event-bus.js';
import {
  type AdoptedImage,
  type AdoptedVideo,
  type AdoptImageRequest,
  type AdoptVideoRequest,
  type EncodeRequest,
  MediaEncoder,
  MediaError,
} from '../../src/platform/media/index.js';
import { ObjectStorePort } from '../../src/platform/objects/index.js';
import { MetricsService } from '../../src/platform/metrics/metrics.service.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { FileSystemPort, NodeFileSystem } from '../../src/platform/storage/index.js';
import {
  createSimulatedEngine,
  type EngineParts,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from './simulated-engine.js';

export interface TestPortalOptions {
  dataDir: string;
  staticDir: string;
  engine?: SimulatedEngineOptions;
  /** Further engines, behind the first one in the order of `ENGINES`. */
  others?: readonly SimulatedEngineOptions[];
  config?: Partial<Config>;
  files?: FileSystemPort;
  clock?: Clock;
  /** Object storage; none by default. */
  objects?: ObjectStorePort;
  /** The real one instead of {@link copyingEncoder}; needs the compiled workers in `dist`. */
  encoder?: MediaEncoder | 'real';
  /** Begin without having read the records. */
  isRecoveryHeld?: boolean;
}

const PARTS: EngineParts = {
  EnginePort,
  EngineRefusedError,
  DeviceFaultError,
  remote: { EngineBusyError, NotAcceptedError, RemoteJobLostError, isDetach },
};

/** Default metrics watch the whole process; one set of them is enough for all portals of a test. */
const metrics = new MetricsService();

/** A portal without HTTP, on a simulated engine. */
export class TestPortal {
  private constructor(
    readonly module: TestingModule,
    readonly engine: SimulatedEngine,
    readonly others: readonly SimulatedEngine[],
    readonly options: TestPortalOptions,
  ) {}

  static async start(options: TestPortalOptions): Promise<TestPortal> {
    const files = options.files ?? new NodeFileSystem();
    const write = (path: string, content: Uint8Array) => writeThrough(files, path, content);
    const engine = createSimulatedEngine(PARTS, { write, ...options.engine });
    const others = (options.others ?? []).map((other) => createSimulatedEngine(PARTS, { write, ...other }));
    const { dataDir, staticDir } = options;
    const config = { ...loadConfig({}), dataDir, staticDir, ...options.config };
    let builder = Test.createTestingModule({
      imports: [
        ConfigModule.with(config),
        PlatformModule,
        EnginesModule.with([engine, ...others]),
        InputsModule.with(),
        JobsModule,
        BatchesModule,
      ],
    })
      .overrideProvider(FileSystemPort)
      .useValue(files)
      .overrideProvider(MetricsService)
      .useValue(metrics);
    if (options.encoder !== 'real') {
      builder = builder.overrideProvider(MediaEncoder).useValue(options.encoder ?? copyingEncoder(files));
    }
    if (options.objects !== undefined)
      builder = builder.overrideProvider(ObjectStorePort).useValue(options.objects);
    if (options.clock !== undefined) builder = builder.overrideProvider(Clock).useValue(options.clock);
    const module = await builder.compile();
    // What goes wrong in these tests goes wrong on purpose.
    Logger.overrideLogger(false);
    const portal = new TestPortal(module, engine, others, options);
    await portal.lifecycle.prepare();
    if (options.isRecoveryHeld !== true) await portal.recover();
    return portal;
  }

  get jobs(): JobsService {
    return this.module.get(JobsService, { strict: false });
  }

  get batches(): BatchesService {
    return this.module.get(BatchesService, { strict: false });
  }

  get devices(): DevicesService {
    return this.module.get(DevicesService, { strict: false });
  }

  get upkeep(): UpkeepService {
    return this.module.get(UpkeepService, { strict: false });
  }

  get uploads(): ResultUploads {
    return this.module.get(ResultUploads, { strict: false });
  }

  get events(): EventBus {
    return this.module.get(EventBus, { strict: false });
  }

  get lifecycle(): JobsLifecycle {
    return this.module.get(JobsLifecycle, { strict: false });
  }

  recover(): Promise<RecoveryReport> {
    return this.module.get(BatchesLifecycle, { strict: false }).recover();
  }
}

export async function writeThrough(files: FileSystemPort, path: string, content: Uint8Array): Promise<void> {
  const file = await files.open(path, 'create');
  await file.write(content);
  await file.close();
}

/** In place of the real encoder: what comes is the video, its first bytes the poster. Nothing is synced. */
export function copyingEncoder(files: FileSystemPort): MediaEncoder {
  const stub = {
    warmUp: () => undefined,
    async encodeFrames({ framesPath, videoPath, posterPath, signal }: EncodeRequest): Promise<void> {
      signal?.throwIfAborted();
      const frames = await files.readFile(framesPath);
      await writeThrough(files, videoPath, frames);
      await writeThrough(files, posterPath, frames.subarray(0, 64));
      signal?.throwIfAborted();
    },
    async adoptVideo({
      sourcePath,
      videoPath,
      posterPath,
      signal,
    }: AdoptVideoRequest): Promise<AdoptedVideo> {
      signal?.throwIfAborted();
      const content = await files.readFile(sourcePath);
      if (content.subarray(0, 5).toString() === '<html') throw new MediaError('It is an HTML page.');
      await writeThrough(files, videoPath, content);
      await writeThrough(files, posterPath, content.subarray(0, 64));
      signal?.throwIfAborted();
      return { container: 'mp4', isTranscoded: false, width: 16, height: 16, numFrames: 5 };
    },
    async adoptImage({ sourcePath, posterPath }: AdoptImageRequest): Promise<AdoptedImage> {
      await writeThrough(files, posterPath, (await files.readFile(sourcePath)).subarray(0, 64));
      return { format: 'png', width: 16, height: 16 };
    },
    onApplicationShutdown: () => Promise.resolve(),
  };
  return stub as unknown as MediaEncoder;
}
