import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../../platform/http/error-shapes.js';
import { PipelineController } from './pipeline.controller.js';
import { QueueTasks } from './queue-tasks.service.js';
import { WanVideoFilesController } from './video-files.controller.js';
import { WanQueueController } from './wan-queue.controller.js';
import { PREFIXES, wanQueueShape } from './wan-queue.shape.js';

/** Wan Diffusers Video Generation API over our jobs. It keeps nothing: all it says is derived from job records. */
@Module({
  controllers: [WanQueueController, WanVideoFilesController, PipelineController],
  providers: [QueueTasks],
})
export class WanQueueFacadeModule {
  constructor(shapes: ErrorShapes) {
    for (const prefix of PREFIXES) shapes.register(prefix, wanQueueShape);
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: WanQueueFacadeModule, imports: features };
  }
}
