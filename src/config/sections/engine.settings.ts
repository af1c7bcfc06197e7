import { resolve } from 'node:path';
import { z } from 'zod';
import { count, flag, httpUrl, list, seconds, urls } from '../setting-types.js';

/** `sglang` and `vllm-omni` are `openai-video` in their own dialect, with a command to start them. */
export const ENGINE_NAMES = [
  'onnx',
  'cosmos',
  'cosmos-nim',
  'lightx2v',
  'openai-video',
  'sglang',
  'vllm-omni',
  'comfyui',
] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Engines that are HTTP servers, at given addresses or started by the portal. */
export type ServerEngineName = Exclude<EngineName, 'onnx' | 'cosmos'>;

const optionalText = z.string().min(1).optional();
/** Where a server engine is, or how it is started, and what its model can do. */
const server = <Prefix extends string>(prefix: Prefix) =>
  ({
    [`${prefix}_URLS`]: urls,
    [`${prefix}_COMMAND`]: optionalText,
    [`${prefix}_CAPABILITIES`]: optionalText,
  }) as Record<`${Prefix}_URLS`, typeof urls> &
    Record<`${Prefix}_COMMAND` | `${Prefix}_CAPABILITIES`, typeof optionalText>;

export const engineSettings = {
  ENGINES: list('onnx').pipe(z.array(z.enum(ENGINE_NAMES)).min(1)),
  DEVICES: z.string().min(1).default('auto'),
  DEVICE_CONCURRENCY: count(1, 1, 64),
  MODEL_DIR: z.string().min(1).default('./models/tiny-world'),
  ...server('LIGHTX2V'),
  LIGHTX2V_PROFILE: z.enum(['auto', 'classic', 'current']).default('auto'),
  ...server('OPENAI_VIDEO'),
  OPENAI_VIDEO_API_KEY: optionalText,
  OPENAI_VIDEO_MODEL: optionalText,
  ...server('SGLANG'),
  SGLANG_MODEL: optionalText,
  ...server('VLLM_OMNI'),
  VLLM_OMNI_MODEL: optionalText,
  ...server('COMFYUI'),
  COMFYUI_WORKFLOW: optionalText,
  COMFYUI_BINDINGS: optionalText,
  ...server('COSMOS_NIM'),
  NVIDIA_API_KEY: optionalText,
  NVIDIA_API_KEY_BACKUP1: optionalText,
  NVIDIA_API_KEY_BACKUP2: optionalText,
  ENABLE_API_KEY_ROTATION: flag(true),
  NVIDIA_MAX_CONCURRENT: count(1, 1, 256),
  NVIDIA_ADAPTIVE: flag(false),
  NVIDIA_RETRY_DELAY: seconds(5),
  NVIDIA_RETRY_ATTEMPTS: count(3, 0, 100),
  NVIDIA_CAPABILITIES: optionalText,
  NVCF_INVOKE_URL: httpUrl.default('https://ai.api.nvidia.com/v1/cosmos/nvidia/cosmos-predict1-7b'),
  NVCF_STATUS_URL: httpUrl.default('https://api.nvcf.nvidia.com/v2/nvcf/pexec/status'),
  NVCF_ASSETS_URL: httpUrl.default('https://api.nvcf.nvidia.com/v2/nvcf/assets'),
  NVCF_BODY: z.enum(['predict1', 'transfer', 'cosmos3']).default('predict1'),
  ENGINE_START_TIMEOUT: seconds(1800),
  ENGINE_JOB_TIMEOUT: seconds(7200),
  ENGINE_MAX_RESULT_MB: count(2048, 1, 1_000_000),
  KEEP_ORIGINALS: flag(false),
};

/** One server engine. Paths are absolute. */
export interface ServerSettings {
  /** Each is one device. Empty where the portal starts the servers itself. */
  readonly urls: readonly string[];
  /** How one server is started, as the operator wrote it; `{port}`, `{device}` and `{model}` stand for values. */
  readonly command: string | undefined;
  /** A JSON file with what the model behind it can do, over the adapter's own defaults. */
  readonly capabilitiesFile: string | undefined;
  readonly model: string | undefined;
}

export interface CosmosSettings {
  /** The primary key first, then the backups; a secret each. */
  readonly keys: readonly string[];
  readonly rotate: boolean;
  /** Requests in flight for each key. */
  readonly maxConcurrent: number;
  readonly adaptive: boolean;
  readonly retryDelayMs: number;
  readonly retryAttempts: number;
  readonly invokeUrl: string;
  readonly statusUrl: string;
  readonly assetsUrl: string;
  readonly body: 'predict1' | 'transfer' | 'cosmos3';
  readonly capabilitiesFile: string | undefined;
}

export interface EngineConfig {
  readonly engines: readonly EngineName[];
  readonly devices: string;
  readonly deviceConcurrency: number;
  readonly modelDir: string;
  readonly servers: Readonly<Record<ServerEngineName, ServerSettings>>;
  readonly lightx2vProfile: 'auto' | 'classic' | 'current';
  /** A secret. */
  readonly openaiVideoKey: string | undefined;
  readonly comfyui: { readonly workflowFile: string | undefined; readonly bindingsFile: string | undefined };
  readonly cosmos: CosmosSettings;
  readonly engineStartTimeoutMs: number;
  /** From submission to a server until its result is there. */
  readonly engineJobTimeoutMs: number;
  readonly maxResultBytes: number;
  readonly keepOriginals: boolean;
  /** Of the portal's own process, for servers that it starts; they get only what such servers need of it. */
  readonly hostEnvironment: Readonly<Record<string, string | undefined>>;
}

type Settings = z.output<z.ZodObject<typeof engineSettings>>;

const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(path));

/** @param env for the backup keys, of which there may be any number: `NVIDIA_API_KEY_BACKUP1..n` */
export function engineConfig(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): EngineConfig {
  return {
    engines: settings.ENGINES,
    devices: settings.DEVICES,
    deviceConcurrency: settings.DEVICE_CONCURRENCY,
    modelDir: resolve(settings.MODEL_DIR),
    servers: serverConfigs(settings),
    lightx2vProfile: settings.LIGHTX2V_PROFILE,
    openaiVideoKey: settings.OPENAI_VIDEO_API_KEY,
    comfyui: {
      workflowFile: absolute(settings.COMFYUI_WORKFLOW),
      bindingsFile: absolute(settings.COMFYUI_BINDINGS),
    },
    cosmos: cosmosConfig(settings, env),
    engineStartTimeoutMs: settings.ENGINE_START_TIMEOUT * 1000,
    engineJobTimeoutMs: settings.ENGINE_JOB_TIMEOUT * 1000,
    maxResultBytes: settings.ENGINE_MAX_RESULT_MB * 1e6,
    keepOriginals: settings.KEEP_ORIGINALS,
    hostEnvironment: env,
  };
}

function serverConfigs(settings: Settings): EngineConfig['servers'] {
  const one = (
    prefix: 'LIGHTX2V' | 'OPENAI_VIDEO' | 'SGLANG' | 'VLLM_OMNI' | 'COMFYUI' | 'COSMOS_NIM',
    model?: string,
  ): ServerSettings => ({
    urls: settings[`${prefix}_URLS`],
    command: settings[`${prefix}_COMMAND`],
    capabilitiesFile: absolute(settings[`${prefix}_CAPABILITIES`]),
    model,
  });
  return {
    lightx2v: one('LIGHTX2V'),
    'openai-video': one('OPENAI_VIDEO', settings.OPENAI_VIDEO_MODEL),
    sglang: one('SGLANG', settings.SGLANG_MODEL),
    'vllm-omni': one('VLLM_OMNI', settings.VLLM_OMNI_MODEL),
    comfyui: one('COMFYUI'),
    'cosmos-nim': one('COSMOS_NIM'),
  };
}

function cosmosConfig(settings: Settings, env: Readonly<Record<string, string | undefined>>): CosmosSettings {
  const backups = Object.keys(env)
    .flatMap((name) => /^NVIDIA_API_KEY_BACKUP(\d{1,3})$/.exec(name)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .map((number) => env[`NVIDIA_API_KEY_BACKUP${number}`]);
  const keys = [settings.NVIDIA_API_KEY, ...backups].filter((key) => key !== undefined && key !== '');
  return {
    keys: [...new Set(keys as string[])],
    rotate: settings.ENABLE_API_KEY_ROTATION,
    maxConcurrent: settings.NVIDIA_MAX_CONCURRENT,
    adaptive: settings.NVIDIA_ADAPTIVE,
    retryDelayMs: settings.NVIDIA_RETRY_DELAY * 1000,
    retryAttempts: settings.NVIDIA_RETRY_ATTEMPTS,
    invokeUrl: settings.NVCF_INVOKE_URL,
    statusUrl: settings.NVCF_STATUS_URL,
    assetsUrl: settings.NVCF_ASSETS_URL,
    body: settings.NVCF_BODY,
    capabilitiesFile: absolute(settings.NVIDIA_CAPABILITIES),
  };
}
