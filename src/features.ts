import type { ModuleMetadata } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { type Config, ConfigError } from './config/index.js';
import { BatchesModule } from './features/batches/index.js';
import { DevicesModule } from './features/devices/index.js';
import { DownloadsModule } from './features/downloads/index.js';
import { EnginesModule, type EnginePort } from './features/engines/index.js';
import { OnnxEngine } from './features/engines/onnx/onnx.engine.js';
import { JobsModule } from './features/jobs/index.js';
import { PromptsModule } from './features/prompts/index.js';

/** The engines that `ENGINES` names, in its order. */
export function createEngines(config: Config): EnginePort[] {
  return config.engines.map((name) => {
    switch (name) {
      case 'onnx':
        return new OnnxEngine({
          modelDir: config.modelDir,
          devices: config.devices,
          deviceConcurrency: config.deviceConcurrency,
          log: engineLog(name),
        });
      default:
        throw new ConfigError(`ENGINES: ${name} is not there yet.`);
    }
  });
}

function engineLog(name: string): (line: string) => void {
  const logger = new Logger(`engine ${name}`);
  return (line) => logger.log(line);
}

/** Everything that the portal can do, with these engines. */
export function featureModules(engines: readonly EnginePort[]): NonNullable<ModuleMetadata['imports']> {
  return [
    EnginesModule.with(engines),
    DevicesModule,
    JobsModule,
    BatchesModule,
    DownloadsModule,
    PromptsModule,
  ];
}
