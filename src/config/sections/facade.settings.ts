import { z } from 'zod';
import { count } from '../setting-types.js';

/** Limits that the servers which are imitated have themselves. */
export const facadeSettings = {
  WAN_SERVER_MAX_CONCURRENT: count(2, 1, 1_000_000),
  WAN_SERVER_MAX_UPLOAD_MB: count(100, 1, 100_000),
  WAN_QUEUE_MAX: count(10, 1, 1_000_000),
};

export interface FacadeConfig {
  /** Jobs of Wan2.1 Video Server's interface that may wait or run at once. */
  readonly wanServerMaxConcurrent: number;
  /** Bytes of a file that is sent to it. */
  readonly wanServerMaxUploadBytes: number;
  /** Tasks of Wan Diffusers API's interface that may wait. */
  readonly wanQueueMax: number;
}

type Settings = z.output<z.ZodObject<typeof facadeSettings>>;

export function facadeConfig(settings: Settings): FacadeConfig {
  return {
    wanServerMaxConcurrent: settings.WAN_SERVER_MAX_CONCURRENT,
    wanServerMaxUploadBytes: settings.WAN_SERVER_MAX_UPLOAD_MB * 1e6,
    wanQueueMax: settings.WAN_QUEUE_MAX,
  };
}
