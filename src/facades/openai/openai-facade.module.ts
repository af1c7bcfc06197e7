import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../../platform/http/error-shapes.js';
import { EngineModels } from './engine-models.js';
import { ImageAnswer } from './image-answer.js';
import { ImageCreation } from './image-creation.js';
import { ImagesController } from './images.controller.js';
import { JobEnding } from './job-ending.js';
import { ModelsController } from './models.controller.js';
import { openAiImageShape, openAiShape } from './openai.shape.js';
import { References } from './references.js';
import { UnsupportedVideosController } from './unsupported-videos.controller.js';
import { VideoContentController } from './video-content.controller.js';
import { VideoCreation } from './video-creation.js';
import { VideoLookup } from './video-lookup.js';
import { VideoPlan } from './video-plan.js';
import { VideosController } from './videos.controller.js';

/** OpenAI's videos, images and models over our jobs. It keeps nothing: all it says is derived from job records. */
@Module({
  controllers: [
    UnsupportedVideosController,
    VideosController,
    VideoContentController,
    ModelsController,
    ImagesController,
  ],
  providers: [
    EngineModels,
    ImageAnswer,
    ImageCreation,
    JobEnding,
    References,
    VideoCreation,
    VideoLookup,
    VideoPlan,
  ],
})
export class OpenAiFacadeModule {
  constructor(shapes: ErrorShapes) {
    shapes.register('/v1/videos', openAiShape);
    shapes.register('/v1/models', openAiShape);
    shapes.register('/v1/images', openAiImageShape);
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: OpenAiFacadeModule, imports: features };
  }
}
