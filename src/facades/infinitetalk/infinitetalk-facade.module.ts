import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ErrorShapes } from '../../platform/http/error-shapes.js';
import { infiniteTalkShape, PREFIXES } from './infinitetalk.shape.js';
import { TalkController } from './talk.controller.js';
import { TalkIntake } from './talk-intake.service.js';
import { TalkQueue } from './talk-queue.service.js';
import { TalkRooms } from './talk-rooms.service.js';

/** InfiniteTalk's server over our jobs. It keeps nothing: all it says is derived from job records. */
@Module({ controllers: [TalkController], providers: [TalkIntake, TalkQueue, TalkRooms] })
export class InfiniteTalkFacadeModule {
  constructor(shapes: ErrorShapes) {
    for (const prefix of PREFIXES) shapes.register(prefix, infiniteTalkShape);
  }

  /** @param features modules that export the services which the controllers call */
  static with(features: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: InfiniteTalkFacadeModule, imports: features };
  }
}
