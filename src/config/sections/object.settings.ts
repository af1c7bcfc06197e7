import { z } from 'zod';
import { flag, httpUrl, optionalPositive } from '../setting-types.js';

const optionalText = z.string().min(1).optional();

/** Letters, digits and what needs no escaping in a URL; no way up, no empty part. */
const prefix = z
  .string()
  .default('')
  .transform((text) => text.replace(/^\/+|\/+$/g, ''))
  .refine((text) => text === '' || /^[A-Za-z0-9._-]{1,64}(\/[A-Za-z0-9._-]{1,64}){0,7}$/.test(text), {
    message: 'wants up to eight names of letters, digits, ".", "_" and "-", with "/" between them',
  })
  .refine((text) => !text.split('/').some((part) => part === '.' || part === '..'), {
    message: 'must not hold "." or ".." as a name',
  });

export const objectSettings = {
  S3_BUCKET: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/, 'wants the name of a bucket')
    .optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_PUBLIC_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_PREFIX: prefix,
  S3_ACCESS_KEY_ID: optionalText,
  S3_SECRET_ACCESS_KEY: optionalText,
  S3_FORCE_PATH_STYLE: flag(false),
  S3_CHECKSUM: z.enum(['crc32', 'sha256', 'none']).default('crc32'),
  S3_DOWNLOADS: z.enum(['stream', 'redirect']).default('stream'),
  S3_URL_TTL: z.coerce.number().int().min(60).max(604_800).default(900),
  S3_RETENTION_DAYS: optionalPositive,
};

export interface ObjectSettings {
  readonly bucket: string;
  /** Undefined: Amazon's own, of the region. */
  readonly endpoint: string | undefined;
  /** Where clients reach the same storage. */
  readonly publicEndpoint: string | undefined;
  readonly region: string;
  /** Without slashes around it; may be empty. */
  readonly prefix: string;
  /** Secrets. Undefined: the SDK looks where it always does (role of the machine, its own files and variables). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly forcePathStyle: boolean;
  readonly checksum: 'crc32' | 'sha256' | 'none';
  /** Whether downloads pass through the portal or are sent to the storage. */
  readonly downloads: 'stream' | 'redirect';
  readonly urlTtlSeconds: number;
  /** When old results lose their objects too. */
  readonly retentionMs: number | undefined;
}

/** Results in S3-compatible storage. */
export interface ObjectConfig {
  /** Undefined: results stay in `STATIC_DIR`. */
  readonly objects: ObjectSettings | undefined;
}

type Settings = z.output<z.ZodObject<typeof objectSettings>>;

export function objectConfig(settings: Settings): ObjectConfig {
  const {
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = settings;
  if (bucket === undefined) return { objects: undefined };
  return {
    objects: {
      bucket,
      endpoint: settings.S3_ENDPOINT,
      publicEndpoint: settings.S3_PUBLIC_ENDPOINT,
      region: settings.S3_REGION,
      prefix: settings.S3_PREFIX,
      credentials:
        accessKeyId === undefined || secretAccessKey === undefined
          ? undefined
          : { accessKeyId, secretAccessKey },
      forcePathStyle: settings.S3_FORCE_PATH_STYLE,
      checksum: settings.S3_CHECKSUM,
      downloads: settings.S3_DOWNLOADS,
      urlTtlSeconds: settings.S3_URL_TTL,
      retentionMs:
        settings.S3_RETENTION_DAYS === undefined ? undefined : settings.S3_RETENTION_DAYS * 86_400_000,
    },
  };
}

/** A problem between settings, in words; undefined if there is none. */
export function objectProblem(settings: Settings): string | undefined {
  const hasId = settings.S3_ACCESS_KEY_ID !== undefined;
  if (hasId !== (settings.S3_SECRET_ACCESS_KEY !== undefined))
    return 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both or neither.';
  if (settings.S3_BUCKET === undefined && (hasId || settings.S3_ENDPOINT !== undefined))
    return 'S3_ENDPOINT and S3_ACCESS_KEY_ID do nothing without S3_BUCKET.';
  return undefined;
}
