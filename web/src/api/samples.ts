import type { Batch, Job } from './types.js';

/** For unit tests: a queued job with nothing special about it. */
export function sampleJob(values: Partial<Job> = {}): Job {
  return {
    id: '0',
    state: 'queued',
    task: 'text-to-video',
    engine: 'onnx',
    model: null,
    prompt: 'a',
    negative_prompt: '',
    seed: 1,
    steps: 1,
    guidance_scale: 1,
    num_frames: 1,
    fps: 8,
    width: 64,
    height: 64,
    strength: null,
    resize_mode: null,
    inputs: [],
    batch: { id: 'b', index: 0 },
    retry_of: null,
    remix_of: null,
    session_id: null,
    revision_id: null,
    starred: false,
    rating: null,
    created_at: '2026-11-21T00:00:00Z',
    finished_at: null,
    queue_seconds: null,
    run_seconds: null,
    progress: null,
    queue_position: null,
    eta_seconds: null,
    device: null,
    attempts: [],
    failure: null,
    cancel_requested: false,
    cancelling: false,
    artifacts: [],
    files_removed: null,
    video_url: null,
    image_url: null,
    poster_url: null,
    preview_url: null,
    original_url: null,
    ...values,
  };
}

/** For unit tests: a batch that runs. */
export function sampleBatch(values: Partial<Batch> = {}): Batch {
  const jobs = values.jobs ?? [sampleJob()];
  return {
    id: 'b',
    state: 'processing',
    created_at: '2026-11-21T00:00:00Z',
    retry_of: null,
    total: jobs.length,
    completed: 0,
    failed: 0,
    zip_url: null,
    jobs,
    ...values,
  };
}
