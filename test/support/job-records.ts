import type { JobEvent } from '../../src/features/jobs/job-event.js';
import { foldJob } from '../../src/features/jobs/job-fold.js';
import type { Artifact, JobRecord, JobRequest } from '../../src/features/jobs/job.types.js';
import { type BatchId, type JobId, newBatchId, newJobId } from '../../src/kernel/ids.js';

export const SPEC: JobRequest['spec'] = {
  task: 'text-to-video',
  prompt: 'a red ball\n"quoted" \u{1F3C0} \\ é',
  negativePrompt: '',
  seed: 7,
  steps: 4,
  guidanceScale: 1.5,
  width: 16,
  height: 16,
  numFrames: 5,
  fps: 8,
};

export const VIDEO: Artifact = {
  role: 'video',
  fileName: 'video.mp4',
  size: 100,
  sha256: 'a'.repeat(64),
  crc32: 5,
};

export function requestOf(change: Partial<JobRequest> = {}): JobRequest {
  return { id: newJobId(), owner: 'me', spec: SPEC, engine: 'sim', createdAt: 1000, ...change };
}

export const EVENTS = {
  started: (attempt = 1): JobEvent => ({ type: 'attempt-started', at: 2000, attempt, device: 'sim:0' }),
  remote: (attempt = 1, id = 'remote-7'): JobEvent => ({
    type: 'remote-job',
    at: 2500,
    attempt,
    device: 'sim:0',
    engine: 'sim',
    id,
  }),
  withdrawn: (attempt = 1): JobEvent => ({ type: 'attempt-withdrawn', at: 2600, attempt, message: 'full' }),
  sealed: (attempt = 1): JobEvent => ({
    type: 'output-sealed',
    at: 3000,
    attempt,
    generatedAt: 2900,
    stageMs: { denoising: 800 },
    artifacts: [VIDEO],
  }),
  interrupted: (attempt = 1): JobEvent => ({
    type: 'attempt-ended',
    at: 3100,
    attempt,
    reason: 'interrupted',
    message: 'stopped',
  }),
  succeeded: (attempt = 1): JobEvent => ({ type: 'succeeded', at: 4000, attempt }),
  failed: (): JobEvent => ({ type: 'failed', at: 4000, code: 'engine_refused', message: 'no' }),
  cancelRequested: (): JobEvent => ({ type: 'cancel-requested', at: 3500 }),
  cancelled: (): JobEvent => ({ type: 'cancelled', at: 4000 }),
  expired: (): JobEvent => ({ type: 'expired', at: 4000, waitedMs: 300_000 }),
  removed: (): JobEvent => ({ type: 'files-removed', at: 5000, reason: 'retention' }),
  rated: (rating: number | null): JobEvent => ({ type: 'rated', at: 4600, rating }),
  starred: (starred = true): JobEvent => ({ type: 'starred', at: 4500, starred }),
  uploadStarted: (): JobEvent => ({
    type: 'upload-started',
    at: 6000,
    bucket: 'results',
    folder: 'videos/x',
  }),
  uploaded: (): JobEvent => ({ type: 'uploaded', at: 6100 }),
  uploadLost: (): JobEvent => ({ type: 'upload-lost', at: 6200 }),
  localCopyRemoved: (): JobEvent => ({ type: 'local-copy-removed', at: 6300 }),
  objectsRemoved: (): JobEvent => ({ type: 'objects-removed', at: 6400 }),
};

/** The record after a submission and what followed it. */
export function recordAfter(...events: JobEvent[]): JobRecord {
  const request = requestOf();
  const record = foldJob([{ type: 'submitted', at: request.createdAt, request }, ...events]);
  if (record === undefined) throw new Error('a submission always folds');
  return record;
}

/** Ids that rise with the number, for tests where order matters. */
export function jobId(number: number): JobId {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as JobId;
}

export function batchId(): BatchId {
  return newBatchId();
}
