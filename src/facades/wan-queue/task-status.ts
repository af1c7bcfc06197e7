import { type JobState, type JobView, usedChoice } from '../../features/jobs/index.js';
import { localIsoTime } from '../../platform/http/local-time.js';
import type { ListedVideoBody, WanTaskStatusBody, TaskWord } from './wan-queue.body.js';

const WORDS: Readonly<Record<JobState, TaskWord>> = {
  queued: 'pending',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  // This server knows no other end.
  cancelled: 'failed',
  expired: 'failed',
};

const MESSAGES: Readonly<Record<TaskWord, string>> = {
  pending: 'Task queued for processing',
  processing: 'Processing video generation...',
  completed: 'Video generated successfully',
  failed: 'Video generation failed',
};

/** @param position in this interface's queue, while the task waits */
export function toTaskStatus(job: JobView, position: number | undefined): WanTaskStatusBody {
  const { createdAt, client, id } = job.request;
  const status = WORDS[job.state];
  const startedAt = job.state === 'queued' ? undefined : job.attempts.at(-1)?.startedAt;
  const fileName = job.videoUrl === undefined ? null : (client?.resultName ?? null);
  return {
    task_id: client?.id ?? id,
    status,
    message: MESSAGES[status],
    progress: status === 'completed' ? 1 : (job.progress?.fraction ?? 0),
    queue_position: position ?? null,
    created_at: localIsoTime(new Date(createdAt)),
    started_at: timeOf(startedAt),
    completed_at: timeOf(job.finishedAt),
    duration: secondsBetween(startedAt, job.finishedAt),
    video_filename: fileName,
    video_path: fileName,
    error: errorOf(job),
  };
}

function errorOf({ state, failure, filesRemoved }: JobView): string | null {
  if (state === 'cancelled') return 'The task was cancelled';
  if (state === 'expired') return 'The task waited longer than tasks may wait in the queue';
  if (filesRemoved !== undefined) return 'The video was removed';
  return state === 'failed' ? (failure?.message ?? MESSAGES.failed) : null;
}

/** A finished task as the list shows its video, with what was really run. */
export function toListedVideo(job: JobView): ListedVideoBody {
  const { spec } = usedChoice(job);
  const { resultName = '', fields = {} } = job.request.client ?? {};
  const { task = '', ...unused } = fields;
  return {
    filename: resultName,
    size: job.artifacts.find(({ role }) => role === 'video')?.size ?? 0,
    created: localIsoTime(new Date(job.finishedAt ?? job.request.createdAt)),
    prompt: spec.prompt,
    task: String(task),
    generation_params: {
      negative_prompt: spec.negativePrompt,
      size: `${spec.width}*${spec.height}`,
      num_frames: spec.numFrames,
      sample_guide_scale: spec.guidanceScale,
      sample_steps: spec.steps,
      fps: spec.fps,
      seed: job.attempts.at(-1)?.seed ?? spec.seed,
      ...unused,
    },
  };
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : localIsoTime(new Date(at));
}

function secondsBetween(start: number | undefined, end: number | undefined): number | null {
  return start === undefined || end === undefined ? null : (end - start) / 1000;
}
