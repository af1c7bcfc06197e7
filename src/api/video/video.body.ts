import { Field } from '../../platform/http/openapi/describe.js';
import type { BatchJobEntry, BatchStatusBody, VideoStatus } from './video-status.mapper.js';

const STATUSES = ['pending', 'generating', 'processing', 'complete', 'failed', 'expired'];

export class SingleInferenceBody {
  @Field({ type: String, format: 'uuid' }) job_id: string;
  @Field({ type: String }) message: string;
  @Field({ type: [String], required: false, description: 'Fields that were not understood' })
  warnings?: string[];
}

export class BatchInferenceBody {
  @Field({ type: String, format: 'uuid' }) batch_id: string;
  @Field({ type: String }) message: string;
  @Field({ type: [String], required: false, description: 'Fields that were not understood' })
  warnings?: string[];
}

export class VideoStatusBody {
  @Field({ type: String }) job_id: string;
  @Field({ type: String, enum: STATUSES }) status: VideoStatus;
  @Field({ type: String }) message: string;
  @Field({ type: 'integer', minimum: 0, maximum: 100 }) progress: number;
  @Field({ type: String, nullable: true }) video_url: string | null;
  @Field({ type: String, required: false, description: 'Only with 404' }) detail?: string;
}

class BatchJobBody implements BatchJobEntry {
  @Field({ type: String, description: '`job_0` to `job_7`' }) job_id: string;
  @Field({ type: 'integer' }) gpu_id: number;
  @Field({ type: String, enum: STATUSES }) status: VideoStatus;
  @Field({ type: String }) message: string;
  @Field({ type: 'integer', minimum: 0, maximum: 100 }) progress: number;
  @Field({ type: String, nullable: true }) video_url: string | null;
  @Field({ type: String }) prompt: string;
  @Field({ type: String, format: 'uuid', description: 'Its id under /api/jobs' }) id: string;
  @Field({ type: String, nullable: true }) device: string | null;
  @Field({ type: 'integer' }) attempts: number;
  @Field({ type: 'integer' }) seed: number;
}

export class BatchStatusAnswer {
  @Field({ type: String }) batch_id: string;
  @Field({ type: 'integer' }) total: number;
  @Field({ type: 'integer' }) completed: number;
  @Field({ type: 'integer' }) failed: number;
  @Field({ type: String, enum: ['processing', 'complete', 'partial', 'failed', 'not_found'] })
  status: BatchStatusBody['status'] | 'not_found';
  @Field({ type: String }) message: string;
  @Field({ type: [BatchJobBody], description: 'In the order of submission' }) jobs: BatchJobEntry[];
  @Field({ type: String, required: false, description: 'Only with 404' }) detail?: string;
}

export class CleanExpiredBody {
  @Field({ type: 'integer' }) queue_size_before: number;
  @Field({ type: 'integer' }) queue_size_after: number;
  @Field({ type: 'integer' }) expired_jobs_removed: number;
}
