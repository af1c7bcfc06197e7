import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { GuardedFetch, type GuardedFetchOptions } from '../../platform/http/guarded-fetch/index.js';
import { MediaEncoder } from '../../platform/media/index.js';
import { ContentCheck, INPUT_MEDIA } from './content-check.js';
import { InputReferences } from './input-references.js';
import { InputSource } from './input-source.js';
import { InputStore } from './input-store.js';
import { InputSweeper } from './input-sweeper.js';
import { InputsService } from './inputs.service.js';
import { UploadQuota } from './upload-quota.js';
import { UploadStore } from './upload-store.js';

export interface InputsModuleOptions {
  /** As in {@link MediaEncoder}; for tests. */
  workerModulePath?: string;
  fetch?: Partial<GuardedFetchOptions>;
}

/** Looking at one file takes seconds at most. */
const LOOK_TIMEOUT_MS = 120_000;

@Module({})
export class InputsModule {
  /** Global, like the engines: everything that starts a generation may need inputs. */
  static with({ workerModulePath, fetch }: InputsModuleOptions = {}): DynamicModule {
    const worker = workerModulePath === undefined ? {} : { workerModulePath };
    return {
      module: InputsModule,
      global: true,
      providers: [
        {
          provide: INPUT_MEDIA,
          useFactory: () => new MediaEncoder({ processes: 2, timeoutMs: LOOK_TIMEOUT_MS, ...worker }),
        },
        {
          provide: GuardedFetch,
          inject: [CONFIG],
          useFactory: (config: Config) =>
            new GuardedFetch({ allowPrivate: config.inputs.allowPrivateUrls, ...fetch }),
        },
        ContentCheck,
        InputStore,
        UploadStore,
        UploadQuota,
        InputSource,
        InputReferences,
        InputSweeper,
        InputsService,
      ],
      exports: [InputsService, InputReferences],
    };
  }
}
