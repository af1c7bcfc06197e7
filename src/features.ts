import type { ModuleMetadata } from '@nestjs/common';
import { BatchesModule } from './features/batches/index.js';
import { DevicesModule } from './features/devices/index.js';
import { DownloadsModule } from './features/downloads/index.js';
import { EnginesModule, type EnginePort } from './features/engines/index.js';
import { InputsModule } from './features/inputs/index.js';
import { JobsModule } from './features/jobs/index.js';
import { ModelsModule } from './features/models/index.js';
import { PromptsModule } from './features/prompts/index.js';
import { SessionsModule } from './features/sessions/index.js';

export { createEngines } from './engine-setup.js';

/** Everything that the portal can do, with these engines. */
export function featureModules(engines: readonly EnginePort[]): NonNullable<ModuleMetadata['imports']> {
  return [
    EnginesModule.with(engines),
    DevicesModule,
    JobsModule,
    BatchesModule,
    DownloadsModule,
    InputsModule.with(),
    ModelsModule,
    SessionsModule,
    PromptsModule,
  ];
}
