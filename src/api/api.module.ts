import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../platform/http/error-shapes.js';
import { problemShape } from '../platform/http/problem.shape.js';
import { fastapiShape } from '../platform/http/fastapi.shape.js';
import { BatchesController } from './batches/batches.controller.js';
import { EventStreams } from './events/event-streams.service.js';
import { EventsController } from './events/events.controller.js';
import { InputsController } from './inputs/inputs.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { DeviceViewService } from './machines/device-view.service.js';
import { MachinesController } from './machines/machines.controller.js';
import { QueueController } from './queue/queue.controller.js';
import { OpenApiService } from './openapi/openapi.service.js';
import { FieldsController } from './prompts/fields.controller.js';
import { HistoryController } from './prompts/history.controller.js';
import { PromptsController } from './prompts/prompts.controller.js';
import { RequestInputs } from './requests/request-inputs.js';
import { Submissions } from './requests/submissions.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { DocsController } from './system/docs.controller.js';
import { SystemController } from './system/system.controller.js';
import { SystemState } from './system/system-state.service.js';
import { TemplatesController } from './templates/templates.controller.js';
import { StatusSocketsController } from './video/status-sockets.controller.js';
import { StatusSockets } from './video/status-sockets.service.js';
import { VideoController } from './video/video.controller.js';
import { VideoFilesController } from './video/video-files.controller.js';
import { VideoLookup } from './video/video-lookup.service.js';

/** Paths of seed 004; their errors look as FastAPI's do. */
const SEED_004 = [
  '/api/video',
  '/api/videos',
  '/api/ws',
  '/api/enhance',
  '/api/initialize',
  '/api/update',
  '/api/generate-variations',
  '/api/parameters',
  '/api/history',
  '/api/session',
  '/static',
];
/** The list is seed 004's; everything below it is ours. */
const SESSIONS = '/api/sessions';

/** Our own HTTP interface: seed 004 and what goes beyond it. */
@Module({
  controllers: [
    SystemController,
    DocsController,
    VideoController,
    VideoFilesController,
    StatusSocketsController,
    PromptsController,
    HistoryController,
    FieldsController,
    SessionsController,
    TemplatesController,
    JobsController,
    BatchesController,
    MachinesController,
    QueueController,
    EventsController,
    InputsController,
  ],
  providers: [
    Submissions,
    RequestInputs,
    VideoLookup,
    StatusSockets,
    DeviceViewService,
    EventStreams,
    OpenApiService,
    SystemState,
  ],
  exports: [OpenApiService],
})
export class ApiModule {
  constructor(shapes: ErrorShapes) {
    for (const prefix of SEED_004) shapes.register(prefix, fastapiShape);
    shapes.register(SESSIONS, (error, context) =>
      context.path.replace(/\/$/, '') === SESSIONS ? fastapiShape(error) : problemShape(error, context),
    );
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: ApiModule, imports: features };
  }
}
