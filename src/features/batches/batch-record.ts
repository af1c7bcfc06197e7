import { z } from 'zod';
import { type BatchId, type JobId, parseBatchId, parseJobId } from '../../kernel/ids.js';
import type { IdempotencyMark } from '../jobs/index.js';

/** A batch on disk: which jobs, in which order. Written once, after its jobs: a batch exists when this file does. */
export interface BatchRecord {
  id: BatchId;
  owner: string;
  createdAt: number;
  jobs: readonly JobId[];
  retryOf?: BatchId;
  idempotency?: IdempotencyMark;
}

const batchId = z
  .string()
  .transform((text, ctx) => parseBatchId(text) ?? (ctx.addIssue('not a batch id'), z.NEVER));
const jobId = z
  .string()
  .transform((text, ctx) => parseJobId(text) ?? (ctx.addIssue('not a job id'), z.NEVER));

export const batchRecordSchema = z.object({
  id: batchId,
  owner: z.string(),
  createdAt: z.number().int().nonnegative(),
  jobs: z.array(jobId).min(1).max(8),
  retryOf: batchId.exactOptional(),
  idempotency: z.object({ key: z.string(), body: z.string() }).exactOptional(),
}) satisfies z.ZodType<BatchRecord>;
