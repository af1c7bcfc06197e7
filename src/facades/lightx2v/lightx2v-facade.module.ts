import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../../platform/http/error-shapes.js';
import { CallMetrics } from './call-metrics.interceptor.js';
import { FormTasks } from './form-tasks.service.js';
import { LightX2vMetrics } from './lightx2v.metrics.js';
import { lightX2vShape, PREFIXES } from './lightx2v.shape.js';
import { ServiceController } from './service.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { SyncTasks } from './sync-tasks.service.js';
import { TaskFiles } from './task-files.service.js';
import { TaskIntake } from './task-intake.service.js';
import { TaskMedia } from './task-media.service.js';
import { TaskUpload } from './task-upload.service.js';
import { TasksController } from './tasks.controller.js';
import { Tasks } from './tasks.service.js';

/** LightX2V's server over our jobs. It keeps nothing: all it says is derived from job records. */
@Module({
  controllers: [SubmissionsController, TasksController, ServiceController],
  providers: [
    CallMetrics,
    FormTasks,
    LightX2vMetrics,
    SyncTasks,
    TaskFiles,
    TaskIntake,
    TaskMedia,
    TaskUpload,
    Tasks,
  ],
})
export class LightX2vFacadeModule {
  constructor(shapes: ErrorShapes) {
    for (const prefix of PREFIXES) shapes.register(prefix, lightX2vShape);
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: LightX2vFacadeModule, imports: features };
  }
}
