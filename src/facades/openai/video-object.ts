import { type JobView, usedChoice } from '../../features/jobs/index.js';
import { secondsOf } from '../../features/engines/index.js';
import type { VideoBody } from './video.body.js';
import { toVideoId } from './video-id.js';

export interface VideoFacts {
  /** The model of an engine, by its name in `ENGINES`; undefined if it is not there any more. */
  modelOf: (engine: string) => string | undefined;
  /** How long results are kept. */
  retentionMs: number | undefined;
}

/** Whether a job makes a video and was not deleted: every other one does not exist here. */
export function isVideo({ request, filesRemoved }: JobView): boolean {
  return !request.spec.task.endsWith('-image') && filesRemoved?.reason !== 'deleted';
}

/** A job as the video object of OpenAI. Times in seconds since 1970. */
export function toVideoBody(job: JobView, facts: VideoFacts): VideoBody {
  const { request } = job;
  const { engine, spec, model } = usedChoice(job);
  return {
    id: toVideoId(request.id),
    object: 'video',
    model: model ?? facts.modelOf(engine) ?? engine,
    status: statusOf(job),
    progress: progressOf(job),
    created_at: secondsSince1970(request.createdAt),
    completed_at: job.finishedAt === undefined ? null : secondsSince1970(job.finishedAt),
    expires_at: expiryOf(job, facts.retentionMs),
    prompt: spec.prompt,
    size: `${spec.width}x${spec.height}`,
    seconds: String(secondsOf(spec.numFrames, spec.fps)),
    remixed_from_video_id: request.remixOf === undefined ? null : toVideoId(request.remixOf),
    error: errorOf(job),
  };
}

/** Clients stop asking at any word that they do not know, so there are only these four. */
export function statusOf({ state }: Pick<JobView, 'state'>): VideoBody['status'] {
  switch (state) {
    case 'queued':
      return 'queued';
    case 'running':
      return 'in_progress';
    case 'succeeded':
      return 'completed';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return 'failed';
  }
}

/** Never falls while a job runs, so every end is 100; how it ended is told by the status. */
function progressOf({ state, progress }: JobView): number {
  switch (state) {
    case 'queued':
      return 0;
    case 'running':
      return Math.min(Math.floor((progress?.fraction ?? 0) * 100), 99);
    default:
      return 100;
  }
}

function expiryOf(job: JobView, retentionMs: number | undefined): number | null {
  if (job.filesRemoved !== undefined) return secondsSince1970(job.filesRemoved.at);
  const { finishedAt } = job;
  if (job.state !== 'succeeded' || job.starred || finishedAt === undefined || retentionMs === undefined)
    return null;
  return secondsSince1970(finishedAt + retentionMs);
}

function errorOf({ state, failure }: JobView): VideoBody['error'] {
  switch (state) {
    case 'cancelled':
      return { code: 'cancelled', message: 'The video was cancelled.' };
    case 'expired':
      return {
        code: 'expired',
        message: 'The video waited in the queue for longer than this server lets one wait (QUEUE_TTL).',
      };
    case 'failed':
      return {
        // OpenAI's word for what no further try will change.
        code: failure?.code === 'engine_refused' ? 'invalid_request' : (failure?.code ?? 'server_error'),
        message: failure?.message ?? 'The video could not be made.',
      };
    default:
      return null;
  }
}

function secondsSince1970(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
