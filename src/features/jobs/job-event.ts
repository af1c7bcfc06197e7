import { z } from 'zod';
import { type GenerationSpec, MAX_REMARK } from '../engines/index.js';
import type { JobRequest } from './job.types.js';
import { parseBatchId, parseJobId, parseRevisionId, parseSessionId } from '../../kernel/ids.js';

const at = z.number().int().nonnegative();
const jobId = z
  .string()
  .transform((text, ctx) => parseJobId(text) ?? (ctx.addIssue('not a job id'), z.NEVER));
const batchId = z
  .string()
  .transform((text, ctx) => parseBatchId(text) ?? (ctx.addIssue('not a batch id'), z.NEVER));
const sessionId = z
  .string()
  .transform((text, ctx) => parseSessionId(text) ?? (ctx.addIssue('not a session id'), z.NEVER));
const revisionId = z
  .string()
  .transform((text, ctx) => parseRevisionId(text) ?? (ctx.addIssue('not a revision id'), z.NEVER));
const stageMs = z.record(z.string(), z.number()).default({});

const spec: z.ZodType<GenerationSpec> = z.object({
  task: z.enum([
    'text-to-video',
    'image-to-video',
    'video-to-video',
    'text-to-image',
    'image-to-image',
    'audio-driven',
  ]),
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: z.number(),
  steps: z.number(),
  guidanceScale: z.number(),
  width: z.number(),
  height: z.number(),
  numFrames: z.number(),
  fps: z.number(),
  strength: z.number().exactOptional(),
  resizeMode: z.enum(['crop', 'letterbox', 'stretch']).exactOptional(),
  inputs: z
    .array(
      z.object({
        role: z.enum(['image', 'last-image', 'video', 'audio']),
        fileName: z.string().regex(/^[0-9a-f]{64}\.[a-z0-9]{1,5}$/),
        mediaType: z.string(),
        size: z.number().int().nonnegative(),
      }),
    )
    .max(4)
    .exactOptional(),
});

const request = z.object({
  id: jobId,
  owner: z.string(),
  spec,
  engine: z.string(),
  alternatives: z
    .array(z.object({ engine: z.string(), spec }))
    .max(64)
    .readonly()
    .exactOptional(),
  createdAt: at,
  batch: z.object({ id: batchId, index: z.number().int().nonnegative() }).exactOptional(),
  preferredDevice: z.number().int().nonnegative().exactOptional(),
  retryOf: jobId.exactOptional(),
  remixOf: jobId.exactOptional(),
  origin: z.object({ sessionId, revisionId }).exactOptional(),
  client: z
    .object({
      facade: z.string(),
      id: z.string(),
      resultPath: z.string().nullable().exactOptional(),
      resultName: z.string().exactOptional(),
      prompt: z.string().exactOptional(),
      fields: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
        .readonly()
        .exactOptional(),
    })
    .exactOptional(),
  idempotency: z.object({ key: z.string(), body: z.string() }).exactOptional(),
}) satisfies z.ZodType<JobRequest>;

const artifact = z.object({
  role: z.enum(['video', 'image', 'poster', 'original']),
  /** A plain name: nothing read from a record may lead out of the job's folder. */
  fileName: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  crc32: z.number().int().nonnegative(),
});

const attempt = z.number().int().positive();

/** Whatever a server calls a job, as long as it is one short line. */
export const remoteJobIdSchema = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u);

/** Names with slashes between them; nothing that leads anywhere else. */
const objectFolder = z
  .string()
  .max(700)
  .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/);

/** One line of a job's journal. The record of a job is the fold of its lines. */
export const jobEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('submitted'), at, request }),
  z.object({
    type: z.literal('attempt-started'),
    at,
    attempt,
    device: z.string(),
    /** Absent in old records: the one of the request. */
    engine: z.string().exactOptional(),
    model: z.string().exactOptional(),
    remark: z.string().max(MAX_REMARK).exactOptional(),
    /** The process that runs it, where several share the folders. */
    process: z.string().exactOptional(),
  }),
  /** Another process goes on with an attempt whose process is gone. */
  z.object({ type: z.literal('attempt-resumed'), at, attempt, process: z.string() }),
  /** A server knows this attempt by `id`: after a restart it is asked for that again, and not given the job anew. */
  z.object({
    type: z.literal('remote-job'),
    at,
    attempt,
    device: z.string(),
    engine: z.string(),
    id: remoteJobIdSchema,
    detail: z.string().exactOptional(),
  }),
  /** The files are sealed in the work folder and about to be published. */
  z.object({
    type: z.literal('output-sealed'),
    at,
    attempt,
    generatedAt: at,
    stageMs,
    artifacts: z.array(artifact).min(1),
    /** Where the engine used another one than it was given. */
    seed: z.number().exactOptional(),
    /** Where the result has another number than was asked for: as many as a sound is long. */
    numFrames: z.number().exactOptional(),
  }),
  z.object({
    type: z.literal('attempt-ended'),
    at,
    attempt,
    reason: z.enum(['interrupted', 'device-fault', 'shutdown', 'failed', 'not-accepted', 'lost']),
    message: z.string(),
  }),
  /** The server had no room and took nothing: there was no attempt, the job waits on in its old place. */
  z.object({ type: z.literal('attempt-withdrawn'), at, attempt, message: z.string() }),
  z.object({ type: z.literal('succeeded'), at, attempt }),
  z.object({
    type: z.literal('failed'),
    at,
    /** Of what a run says; absent where the record or the files themselves say it. */
    attempt: attempt.exactOptional(),
    code: z.enum([
      'engine_refused',
      'attempts_used_up',
      'artifact_missing',
      'storage_full',
      'publication_failed',
      'record_damaged',
    ]),
    message: z.string(),
  }),
  z.object({ type: z.literal('cancel-requested'), at }),
  z.object({ type: z.literal('cancelled'), at }),
  z.object({ type: z.literal('expired'), at, waitedMs: z.number() }),
  z.object({ type: z.literal('files-removed'), at, reason: z.enum(['retention', 'deleted']) }),
  z.object({ type: z.literal('starred'), at, starred: z.boolean() }),
  /** From here on there may be files of it in object storage, as `<folder>/<file name>`. */
  z.object({ type: z.literal('upload-started'), at, bucket: z.string(), folder: objectFolder }),
  /** All of them are there, whole. */
  z.object({ type: z.literal('uploaded'), at }),
  /** They are not there any more, and nobody of ours has removed them. */
  z.object({ type: z.literal('upload-lost'), at }),
  /** The files on disk are gone on purpose, those in object storage are not. */
  z.object({ type: z.literal('local-copy-removed'), at }),
  /** After `files-removed`: now they are gone from object storage too. */
  z.object({ type: z.literal('objects-removed'), at }),
  /** From 1 to 5; null takes it back. */
  z.object({ type: z.literal('rated'), at, rating: z.number().int().min(1).max(5).nullable() }),
]);

export type JobEvent = z.infer<typeof jobEventSchema>;
