import { z } from 'zod';
import { parseJobId } from '../../../kernel/ids.js';

const jobId = z
  .string()
  .transform((text, ctx) => parseJobId(text) ?? (ctx.addIssue('not a job id'), z.NEVER));
const count = z.number().int().positive();
const seconds = z.number().nonnegative();

/** How far a run is, as its process tells the others. */
export const toldRunSchema = z.object({
  id: jobId,
  attempt: z.number().int().positive(),
  engine: z.string().max(100),
  progress: z.object({
    stage: z.enum(['waiting', 'loading', 'encoding prompt', 'denoising', 'decoding', 'writing']),
    fraction: z.number().min(0).max(1),
    step: z.number().int().exactOptional(),
    totalSteps: z.number().int().exactOptional(),
    estimated: z.boolean().exactOptional(),
  }),
  eta: z.object({ low: seconds, high: seconds }).exactOptional(),
});

export type ToldRun = z.infer<typeof toldRunSchema>;

export const toldRunsSchema = z.array(toldRunSchema).max(65_536);

/**
 * A message of one process to all others: `intake` says how far a file of submissions of its sender reaches, `look` that
 * some of its messages may have been lost. Ids, and how far a run is; never what a record holds.
 */
export const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), id: jobId, from: z.string() }),
  z.object({ type: z.literal('run'), run: toldRunSchema, from: z.string() }),
  z.object({ type: z.literal('intake'), file: count, end: count, from: z.uuid() }),
  z.object({ type: z.literal('sign'), from: z.string() }),
  z.object({ type: z.literal('look'), from: z.string() }),
]);

export type Message = z.infer<typeof messageSchema>;
