import { type DynamicModule, Module } from '@nestjs/common';
import type { EnginePort } from './engine.port.js';
import { ENGINE_LIST, EnginesService } from './engines.service.js';

@Module({})
export class EnginesModule {
  /** @param engines in the order of `ENGINES` */
  static with(engines: readonly EnginePort[]): DynamicModule {
    return {
      module: EnginesModule,
      global: true,
      providers: [{ provide: ENGINE_LIST, useValue: engines }, EnginesService],
      exports: [EnginesService],
    };
  }
}
