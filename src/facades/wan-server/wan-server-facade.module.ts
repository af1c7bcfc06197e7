import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../../platform/http/error-shapes.js';
import { FormJobs } from './form-jobs.service.js';
import { GenerationController } from './generation.controller.js';
import { WanJobController } from './job.controller.js';
import { ModelsController } from './models.controller.js';
import { WanJobs } from './wan-jobs.service.js';
import { PREFIXES, wanServerShape } from './wan-server.shape.js';

/** Wan2.1 Video Server over our jobs. It keeps nothing: all it says is derived from records. */
@Module({
  controllers: [GenerationController, WanJobController, ModelsController],
  providers: [FormJobs, WanJobs],
})
export class WanServerFacadeModule {
  constructor(shapes: ErrorShapes) {
    for (const prefix of PREFIXES) shapes.register(prefix, wanServerShape);
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: WanServerFacadeModule, imports: features };
  }
}
