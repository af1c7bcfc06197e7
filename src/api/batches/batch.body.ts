import type { BatchState, BatchView } from '../../features/batches/index.js';
import { JobBody } from '../jobs/job.body.js';
import { timeOf, toJobBody } from '../jobs/job.view.js';
import { Field } from '../../platform/http/openapi/describe.js';

export class BatchBody {
  @Field({ type: String, format: 'uuid' }) id: string;
  @Field({ type: String, enum: ['processing', 'complete', 'partial', 'failed'] }) state: BatchState;
  @Field({ type: String, format: 'date-time' }) created_at: string;
  @Field({ type: String, nullable: true, description: 'The batch whose failed jobs this one tries again' })
  retry_of: string | null;
  @Field({ type: 'integer' }) total: number;
  @Field({ type: 'integer', description: 'Jobs that have a video' }) completed: number;
  @Field({ type: 'integer', description: 'Jobs that ended without one' }) failed: number;
  @Field({ type: String, nullable: true, description: 'All finished videos as one ZIP' }) zip_url:
    string | null;
  @Field({ type: [JobBody], description: 'In the order of submission' }) jobs: JobBody[];
}

export class BatchListBody {
  @Field({ type: [BatchBody], description: 'Newest first' }) items: BatchBody[];
  @Field({ type: String, nullable: true, description: 'Send it as `cursor` to go on; null at the end' })
  next_cursor: string | null;
}

export function toBatchBody(batch: BatchView): BatchBody {
  return {
    id: batch.id,
    state: batch.state,
    created_at: timeOf(batch.createdAt),
    retry_of: batch.retryOf ?? null,
    total: batch.total,
    completed: batch.completed,
    failed: batch.failed,
    zip_url: batch.jobs.some((job) => job.videoUrl !== undefined || job.imageUrl !== undefined)
      ? `/api/video/batch_download/${batch.id}`
      : null,
    jobs: batch.jobs.map(toJobBody),
  };
}
