import { z } from 'zod';
import { videoMetadataSchema } from './media.types.js';

/** What the portal and its encoder processes say to each other; both sides check what they get. */

const id = z.number().int().min(1);
const path = z.string().min(1).max(4096);
const pixels = z.number().int().min(2).max(16_384).multipleOf(2);

export const toEncoderSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('encode'),
    id,
    framesPath: path,
    width: pixels,
    height: pixels,
    numFrames: z.number().int().min(1).max(1_000_000),
    fps: z.number().positive().max(1000),
    videoPath: path,
    posterPath: path,
    metadata: videoMetadataSchema,
  }),
  z.strictObject({ type: z.literal('inspect'), id, path }),
]);
export type ToEncoder = z.infer<typeof toEncoderSchema>;
export type EncodeOrder = Extract<ToEncoder, { type: 'encode' }>;

export const inspectionSchema = z.strictObject({
  video: z.strictObject({
    width: z.number(),
    height: z.number(),
    numFrames: z.number(),
    fps: z.number(),
    durationSeconds: z.number(),
    codec: z.string(),
  }),
  tags: z.record(z.string(), z.string()),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const fromEncoderSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('encoded'), id }),
  z.strictObject({ type: z.literal('inspected'), id, inspection: inspectionSchema }),
  z.strictObject({
    type: z.literal('failed'),
    id,
    message: z.string().max(4000),
    errno: z.string().max(20).optional(),
  }),
]);
export type FromEncoder = z.infer<typeof fromEncoderSchema>;
