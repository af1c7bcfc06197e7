import { z } from 'zod';
import { type GenerationSpec, type InputRole, MAX_PREVIEW_BYTES, type Stage } from '../engine.port.js';

/**
 * What the portal and its ONNX workers say to each other. Both sides check what they get: a message that does not
 * fit is a programming error or a broken process, and ends the worker.
 */

const job = z.number().int().min(1);
const message = z.string().max(4000);
const path = z.string().min(1).max(4096);
const count = z.number().int().min(1).max(1_000_000);

const spec = z.strictObject({
  task: z.enum([
    'text-to-video',
    'image-to-video',
    'video-to-video',
    'text-to-image',
    'image-to-image',
    'audio-driven',
  ]),
  prompt: z.string().max(1_000_000),
  negativePrompt: z.string().max(1_000_000),
  seed: z.number().int().min(0).max(0xffff_ffff),
  steps: count,
  guidanceScale: z.number(),
  width: count,
  height: count,
  numFrames: count,
  fps: z.number().positive(),
  strength: z.number().min(0).max(1).exactOptional(),
  resizeMode: z.enum(['crop', 'letterbox', 'stretch']).exactOptional(),
}) satisfies z.ZodType<GenerationSpec>;

/** Paths of the files that a generation starts from; in the spec they only have names. */
const inputs = z.partialRecord(
  z.enum(['image', 'last-image', 'video', 'audio']) satisfies z.ZodType<InputRole>,
  path,
);

const stage = z.enum([
  'waiting',
  'loading',
  'encoding prompt',
  'denoising',
  'decoding',
  'writing',
]) satisfies z.ZodType<Stage>;

const stageMs = z.partialRecord(stage, z.number().min(0));

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('load'),
    modelDir: path,
    provider: z.enum(['cpu', 'cuda']),
    threads: z.number().int().min(1).max(1024),
    maxAudioSeconds: z.number().positive(),
  }),
  z.strictObject({ type: z.literal('generate'), job, spec, inputs, workDir: path }),
  z.strictObject({ type: z.literal('abort'), job }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('loaded'), ms: z.number().min(0) }),
  z.strictObject({ type: z.literal('load-failed'), message }),
  z.strictObject({
    type: z.literal('progress'),
    job,
    progress: z.strictObject({
      stage,
      fraction: z.number().min(0).max(1),
      step: count.optional(),
      totalSteps: count.optional(),
      preview: z
        .instanceof(Uint8Array<ArrayBufferLike>)
        .refine((bytes) => bytes.byteLength <= MAX_PREVIEW_BYTES)
        .optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('finished'),
    job,
    output: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('frames'),
        fileName: z.string().regex(/^[a-z0-9-]{1,60}\.rgb$/),
        width: count,
        height: count,
        numFrames: count,
        fps: z.number().positive(),
        stageMs,
      }),
      z.strictObject({
        kind: z.literal('image'),
        fileName: z.string().regex(/^[a-z0-9-]{1,60}\.png$/),
        stageMs,
      }),
    ]),
  }),
  z.strictObject({ type: z.literal('stopped'), job }),
  /** The job can never be done: one of its inputs is unusable. */
  z.strictObject({ type: z.literal('refused'), job, message }),
  /** `errno` where the file system refused; then the device is not to blame. */
  z.strictObject({ type: z.literal('failed'), job, message, errno: z.string().max(20).optional() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;

type Present<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** Optional keys that are absent, not undefined, as `exactOptionalPropertyTypes` wants. */
export function withoutUndefined<Value extends object>(value: Value): Present<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as Present<Value>;
}
