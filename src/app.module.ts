import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { Logger } from 'pino';
import { ApiModule } from './api/api.module.js';
import { type Config, ConfigModule } from './config/index.js';
import { InfiniteTalkFacadeModule } from './facades/infinitetalk/infinitetalk-facade.module.js';
import { LightX2vFacadeModule } from './facades/lightx2v/lightx2v-facade.module.js';
import { OpenAiFacadeModule } from './facades/openai/openai-facade.module.js';
import { WanServerFacadeModule } from './facades/wan-server/wan-server-facade.module.js';
import { WanQueueFacadeModule } from './facades/wan-queue/wan-queue-facade.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { LoggingModule } from './platform/logging/logging.module.js';
import { PlatformModule } from './platform/platform.module.js';

export interface AppParts {
  config: Config;
  log: Logger;
  /** Modules that export the services which the HTTP interfaces call. */
  features: NonNullable<ModuleMetadata['imports']>;
}

/** The whole portal. */
@Module({})
export class AppModule {
  static with({ config, log, features }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        LoggingModule.with(log),
        PlatformModule,
        HttpModule,
        ...features,
        ApiModule.with(features),
        OpenAiFacadeModule.with(features),
        LightX2vFacadeModule.with(features),
        WanServerFacadeModule.with(features),
        WanQueueFacadeModule.with(features),
        InfiniteTalkFacadeModule.with(features),
      ],
    };
  }
}
