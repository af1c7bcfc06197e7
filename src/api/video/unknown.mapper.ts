import type { BatchStatusAnswer, VideoStatusBody } from './video.body.js';

/** @param isLenient as the original server answers: a job that does not exist looks as if it waited */
export function unknownJob(id: string, isLenient: boolean): VideoStatusBody {
  if (!isLenient) {
    const message = 'Job not found';
    return { job_id: id, status: 'failed', message, progress: 0, video_url: null, detail: message };
  }
  const message = `Job is queued or not found. Expected path when complete: static/videos/${id}/video.mp4`;
  return { job_id: id, status: 'pending', message, progress: 10, video_url: null };
}

/** The same body either way; only a client that wants the truth gets `detail` and 404 with it. */
export function unknownBatch(id: string, isLenient: boolean): BatchStatusAnswer {
  const message = 'Batch not found';
  const body = {
    batch_id: id,
    status: 'not_found' as const,
    message,
    total: 0,
    completed: 0,
    failed: 0,
    jobs: [],
  };
  return isLenient ? body : { ...body, detail: message };
}
