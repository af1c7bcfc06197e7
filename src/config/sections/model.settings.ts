import { resolve } from 'node:path';
import { z } from 'zod';
import { count, httpUrl } from '../setting-types.js';

export const modelSettings = {
  MODEL_CACHE_DIR: z.string().min(1).default('./data/models'),
  MODEL_HUB_URL: httpUrl.default('https://huggingface.co'),
  MODEL_HUB_TOKEN: z.string().min(1).optional(),
  MODEL_HUB_DEFAULT: z
    .string()
    .regex(
      /^(?!.*(?:--|\.\.))[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/,
      'wants organisation/name',
    )
    .default('Lightricks/LTX-Video'),
  MODEL_MAX_GB: count(200, 1, 1_000_000),
};

/** Models that are downloaded. */
export interface ModelConfig {
  readonly models: {
    /** Absolute. */
    readonly cacheDir: string;
    readonly hubUrl: string;
    /** A secret. */
    readonly hubToken: string | undefined;
    /** The model that is meant where a request names none. */
    readonly defaultId: string;
    /** That all of them together may take. */
    readonly maxBytes: number;
  };
}

type Settings = z.output<z.ZodObject<typeof modelSettings>>;

export function modelConfig(settings: Settings): ModelConfig {
  return {
    models: {
      cacheDir: resolve(settings.MODEL_CACHE_DIR),
      hubUrl: settings.MODEL_HUB_URL,
      hubToken: settings.MODEL_HUB_TOKEN,
      defaultId: settings.MODEL_HUB_DEFAULT,
      maxBytes: settings.MODEL_MAX_GB * 1e9,
    },
  };
}
