import { z } from 'zod';
import type { StoredInput } from './input.types.js';

const base = {
  fileName: z.string().regex(/^[0-9a-f]{64}\.[a-z0-9]{1,5}$/),
  mediaType: z.string().min(1).max(100),
  size: z.number().int().min(1),
  /** Milliseconds since the epoch. */
  usedAt: z.number(),
};
const pixels = z.number().int().min(1);
const durationSeconds = z.number().min(0);

/** What is known of a content, and when it was used last. */
export const factsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), ...base, width: pixels, height: pixels }),
  z.object({ kind: z.literal('video'), ...base, width: pixels, height: pixels, durationSeconds }),
  z.object({ kind: z.literal('audio'), ...base, durationSeconds }),
]);

export type FactsRecord = StoredInput & { usedAt: number };

export const uploadSchema = z.object({
  id: z.string(),
  owner: z.string().min(1),
  fileName: base.fileName,
  createdAt: z.number(),
});
export type UploadRecord = z.infer<typeof uploadSchema>;

/** Undefined for what is no such record: torn, or made by somebody else. */
export function parseRecord<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
