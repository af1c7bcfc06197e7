import type { BatchView } from '../../features/batches/index.js';
import type { Attempt, JobView } from '../../features/jobs/index.js';

/** The words of seed 004. */
export type VideoStatus = 'pending' | 'generating' | 'processing' | 'complete' | 'failed' | 'expired';

export interface VideoState {
  status: VideoStatus;
  message: string;
  /** 0 to 100. */
  progress: number;
  video_url: string | null;
}

const GENERATING_FROM = 10;
const GENERATING_TO = 90;
const PUBLISHING = 95;

/** One job in the words of seed 004. */
export function videoStateOf(job: JobView): VideoState {
  switch (job.state) {
    case 'queued':
      return { status: 'pending', message: waitingMessage(job), progress: 0, video_url: null };
    case 'running':
      return runningState(job);
    case 'succeeded':
      return succeededState(job);
    case 'failed':
      return failed(job.failure?.message ?? 'the reason was not recorded');
    case 'cancelled':
      return failed('the job was cancelled');
    case 'expired':
      return { status: 'expired', message: expiredMessage(job), progress: 0, video_url: null };
  }
}

function waitingMessage(job: JobView): string {
  const place = job.queuePosition === undefined ? '' : ` at position ${job.queuePosition}`;
  const tries = job.attempts.length;
  return `Waiting in the queue${place}${tries === 0 ? '' : ` after ${tries} interrupted ${tries === 1 ? 'attempt' : 'attempts'}`}`;
}

function runningState(job: JobView): VideoState {
  const attempt = currentAttempt(job);
  if (attempt?.generatedAt !== undefined || job.progress?.stage === 'writing') {
    return { status: 'processing', message: 'Writing the video file', progress: PUBLISHING, video_url: null };
  }
  const fraction = Math.min(1, Math.max(0, job.progress?.fraction ?? 0)) || 0;
  const progress = Math.floor(GENERATING_FROM + (GENERATING_TO - GENERATING_FROM) * fraction);
  return { status: 'generating', message: stageMessage(job), progress, video_url: null };
}

function stageMessage(job: JobView): string {
  const { progress } = job;
  if (progress === undefined) return 'Starting';
  const remark = remarkOf(job);
  const steps = progress.totalSteps === undefined ? '' : ` ${progress.step ?? 0}/${progress.totalSteps}`;
  return `Generating video: ${progress.stage}${steps}${remark === '' ? '' : `.${remark}`}`;
}

function remarkOf(job: JobView): string {
  const remark = currentAttempt(job)?.remark;
  return remark === undefined ? '' : ` ${remark}`;
}

function succeededState(job: JobView): VideoState {
  // An image has no other place in the words of seed 004.
  const url = job.videoUrl ?? job.imageUrl;
  if (url !== undefined) {
    const what = job.videoUrl === undefined ? 'Image' : 'Video';
    // The address stays at the end, where clients of seed 004 look for it.
    const message = `${what} generation complete.${remarkOf(job)} ${what} available at: ${url}`;
    return { status: 'complete', message, progress: 100, video_url: url };
  }
  if (job.filesRemoved === undefined) return failed('the finished file is missing');
  const why =
    job.filesRemoved.reason === 'retention' ? 'because results are kept for a limited time' : 'on request';
  const at = new Date(job.filesRemoved.at).toISOString();
  return {
    status: 'expired',
    message: `The video was removed ${why} at ${at}`,
    progress: 0,
    video_url: null,
  };
}

function failed(reason: string): VideoState {
  return { status: 'failed', message: `Error generating video: ${reason}`, progress: 0, video_url: null };
}

function expiredMessage(job: JobView): string {
  const waited = Math.max(0, (job.finishedAt ?? job.request.createdAt) - job.request.createdAt);
  return `Job expired after waiting in queue for ${(waited / 1000).toFixed(1)} seconds`;
}

/** The attempt that runs or ran last. */
export function currentAttempt(job: JobView): Attempt | undefined {
  return job.attempts.at(-1);
}

/** Finds a device's number by its name. */
export type DeviceNumbers = (name: string) => number | undefined;

/** The device that runs the job, ran it, or is meant to. */
export function gpuIdOf(job: JobView, numbers: DeviceNumbers): number {
  const device = currentAttempt(job)?.device;
  const used = device === undefined ? undefined : (numbers(device) ?? trailingNumber(device));
  return used ?? job.request.preferredDevice ?? job.request.batch?.index ?? 0;
}

function trailingNumber(name: string): number | undefined {
  const digits = /(\d{1,6})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export interface BatchJobEntry extends VideoState {
  /** `job_0` to `job_7`. */
  job_id: string;
  gpu_id: number;
  prompt: string;
  /** The id under which `/api/jobs` knows the job. */
  id: string;
  device: string | null;
  attempts: number;
  seed: number;
}

export interface BatchStatusBody {
  batch_id: string;
  total: number;
  completed: number;
  failed: number;
  status: 'processing' | 'complete' | 'partial' | 'failed';
  message: string;
  jobs: BatchJobEntry[];
}

/** A batch in the words of seed 004; its jobs in the order of submission. */
export function batchStatusOf(batch: BatchView, numbers: DeviceNumbers): BatchStatusBody {
  return {
    batch_id: batch.id,
    total: batch.total,
    completed: batch.completed,
    failed: batch.failed,
    status: batch.state,
    message: batchMessage(batch),
    jobs: batch.jobs.map((job, index) => ({
      // By its place in the batch: a job whose record cannot be read leaves a gap.
      job_id: `job_${job.request.batch?.index ?? index}`,
      gpu_id: gpuIdOf(job, numbers),
      ...videoStateOf(job),
      prompt: job.request.spec.prompt,
      id: job.request.id,
      device: currentAttempt(job)?.device ?? null,
      attempts: job.attempts.length,
      seed: job.request.spec.seed,
    })),
  };
}

function batchMessage(batch: BatchView): string {
  switch (batch.state) {
    case 'complete':
      return 'All jobs completed successfully';
    case 'failed':
      return 'All jobs failed';
    case 'partial':
      return `Completed: ${batch.completed}/${batch.total}, Failed: ${batch.failed}`;
    case 'processing':
      if (batch.jobs.every((job) => job.state === 'queued')) {
        return `Starting batch processing of ${batch.total} prompts`;
      }
      return `Processing: ${batch.completed + batch.failed}/${batch.total}`;
  }
}

/** For a client that asks for a batch where only jobs are known: the batch as if it were one job. */
export function batchAsVideoState(batch: BatchView): VideoState {
  const states = batch.jobs.map(videoStateOf);
  const hint = `${batchMessage(batch)}. This is a batch: ask /api/video/batch_status/${batch.id} about its jobs`;
  if (batch.state === 'failed') return { status: 'failed', message: hint, progress: 0, video_url: null };
  if (batch.state === 'processing') {
    const hasStarted = batch.jobs.some((job) => job.state !== 'queued');
    const done = states.map((state, index) => (isFinal(batch.jobs[index]) ? 100 : state.progress));
    const progress = Math.min(
      PUBLISHING,
      Math.floor(done.reduce((sum, value) => sum + value, 0) / batch.total),
    );
    return { status: hasStarted ? 'generating' : 'pending', message: hint, progress, video_url: null };
  }
  const first = states.find((state) => state.video_url !== null);
  if (first === undefined) return { status: 'expired', message: hint, progress: 0, video_url: null };
  return { status: 'complete', message: hint, progress: 100, video_url: first.video_url };
}

function isFinal(job: JobView | undefined): boolean {
  return job !== undefined && job.state !== 'queued' && job.state !== 'running';
}
