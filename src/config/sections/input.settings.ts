import { resolve } from 'node:path';
import { z } from 'zod';
import { count, flag } from '../setting-types.js';

export const inputSettings = {
  MAX_UPLOAD_MB: count(500, 1, 100_000),
  MAX_IMAGE_PIXELS: count(64_000_000, 1, 1_000_000_000),
  MAX_AUDIO_SECONDS: count(600, 1, 86_400),
  INPUT_DIR: z.string().min(1).optional(),
  INPUT_TTL: count(86_400, 600, 31_536_000),
  UPLOADS_MAX: count(1000, 1, 1_000_000),
  UPLOADS_GB: z.coerce.number().positive().max(1_000_000).default(20),
  ALLOW_PRIVATE_URLS: flag(false),
};

/** Files that generations start from. */
export interface InputConfig {
  readonly inputs: {
    readonly maxBytes: number;
    readonly maxPixels: number;
    readonly maxAudioSeconds: number;
    /** The only folder that paths in requests may lead into; absolute. Undefined: paths are refused. */
    readonly folder: string | undefined;
    /** How long an input is kept after it was used last. */
    readonly ttlMs: number;
    /** Uploads that one key may have at a time, and their bytes together. */
    readonly maxFiles: number;
    readonly maxOwnerBytes: number;
    /** Also addresses on this machine and its networks are read. */
    readonly allowPrivateUrls: boolean;
  };
}

type Settings = z.output<z.ZodObject<typeof inputSettings>>;

export function inputConfig(settings: Settings): InputConfig {
  return {
    inputs: {
      maxBytes: settings.MAX_UPLOAD_MB * 1e6,
      maxPixels: settings.MAX_IMAGE_PIXELS,
      maxAudioSeconds: settings.MAX_AUDIO_SECONDS,
      folder: settings.INPUT_DIR === undefined ? undefined : resolve(settings.INPUT_DIR),
      ttlMs: settings.INPUT_TTL * 1000,
      maxFiles: settings.UPLOADS_MAX,
      maxOwnerBytes: settings.UPLOADS_GB * 1e9,
      allowPrivateUrls: settings.ALLOW_PRIVATE_URLS,
    },
  };
}
