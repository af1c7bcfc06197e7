import { z } from 'zod';
import {
  type AdoptedImage,
  type AdoptedVideo,
  type SpriteSheet,
  videoMetadataSchema,
} from './media.types.js';

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
    soundPath: path.exactOptional(),
    videoPath: path,
    posterPath: path,
    metadata: videoMetadataSchema,
  }),
  z.strictObject({ type: z.literal('inspect'), id, path }),
  z.strictObject({
    type: z.literal('adopt-video'),
    id,
    sourcePath: path,
    videoPath: path,
    posterPath: path,
    metadata: videoMetadataSchema,
  }),
  z.strictObject({ type: z.literal('adopt-image'), id, sourcePath: path, posterPath: path }),
  z.strictObject({
    type: z.literal('bmp-to-png'),
    id,
    sourcePath: path,
    pngPath: path,
    maxPixels: z.number().int().min(1),
  }),
  z.strictObject({ type: z.literal('sprite-sheet'), id, sourcePath: path, sheetPath: path }),
  z.strictObject({
    type: z.literal('look'),
    id,
    path,
    expected: z.enum(['image', 'streams']),
    maxPixels: z.number().int().min(1),
  }),
]);
export type ToEncoder = z.infer<typeof toEncoderSchema>;
export type EncodeOrder = Extract<ToEncoder, { type: 'encode' }>;
export type AdoptVideoOrder = Extract<ToEncoder, { type: 'adopt-video' }>;
export type AdoptImageOrder = Extract<ToEncoder, { type: 'adopt-image' }>;
export type SpriteSheetOrder = Extract<ToEncoder, { type: 'sprite-sheet' }>;
export type BmpToPngOrder = Extract<ToEncoder, { type: 'bmp-to-png' }>;
export type LookOrder = Extract<ToEncoder, { type: 'look' }>;

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

const size = z.number().int().min(1);

const adoptedVideoSchema = z.strictObject({
  container: z.enum(['mp4', 'mov', 'webm']),
  isTranscoded: z.boolean(),
  width: size,
  height: size,
  numFrames: size,
}) satisfies z.ZodType<AdoptedVideo>;

const adoptedImageSchema = z.strictObject({
  format: z.enum(['png', 'jpg', 'webp']),
  width: size,
  height: size,
}) satisfies z.ZodType<AdoptedImage>;

const spriteSheetSchema = z.strictObject({
  columns: size,
  rows: size,
  pictures: size,
  width: size,
  height: size,
}) satisfies z.ZodType<SpriteSheet>;

const mediaFactsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), width: size, height: size }),
  z.strictObject({ kind: z.literal('video'), width: size, height: size, durationSeconds: z.number().min(0) }),
  z.strictObject({ kind: z.literal('audio'), durationSeconds: z.number().min(0) }),
]);
/** What a file from outside holds. Sizes in pixels. */
export type MediaFacts = z.infer<typeof mediaFactsSchema>;

export const fromEncoderSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('encoded'), id }),
  z.strictObject({ type: z.literal('inspected'), id, inspection: inspectionSchema }),
  z.strictObject({ type: z.literal('video-adopted'), id, video: adoptedVideoSchema }),
  z.strictObject({ type: z.literal('image-adopted'), id, image: adoptedImageSchema }),
  z.strictObject({ type: z.literal('png-made'), id }),
  z.strictObject({ type: z.literal('sprite-sheet-made'), id, sheet: spriteSheetSchema }),
  z.strictObject({ type: z.literal('looked'), id, facts: mediaFactsSchema }),
  z.strictObject({
    type: z.literal('failed'),
    id,
    message: z.string().max(4000),
    errno: z.string().max(20).optional(),
  }),
]);
export type FromEncoder = z.infer<typeof fromEncoderSchema>;
