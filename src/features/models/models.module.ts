import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { GuardedFetch } from '../../platform/http/guarded-fetch/index.js';
import { ModelDownload } from './model-download.js';
import { ModelFolders } from './model-folders.js';
import { HUB_FETCH, ModelHub } from './model-hub.js';
import { ModelStore } from './model-store.js';
import { ModelsService } from './models.service.js';

const DAY_MS = 86_400_000;

/** Needs EnginesModule, which the composition makes global with the engines of this installation. */
@Module({
  providers: [
    {
      provide: HUB_FETCH,
      inject: [CONFIG],
      useFactory: ({ inputs, models }: Config) =>
        new GuardedFetch({
          allowPrivate: inputs.allowPrivateUrls,
          // The operator has named it; where it redirects to must be public.
          rules: { trusted: new URL(models.hubUrl).origin },
          // A large file takes its time; one that stands still is given up sooner.
          totalTimeoutMs: DAY_MS,
        }),
    },
    ModelStore,
    ModelFolders,
    ModelHub,
    ModelDownload,
    ModelsService,
  ],
  exports: [ModelsService],
})
export class ModelsModule {}
