import type { Progress } from '../../features/engines/index.js';
import type { JobState, JobView } from '../../features/jobs/index.js';
import { localIsoTime } from '../../platform/http/local-time.js';
import { estimatedTime } from './estimated-time.js';
import type { TalkRequestBody, TalkWord } from './talk.body.js';

/** The name of this interface in the records of jobs. */
export const FACADE = 'infinitetalk';

export const STARTED = 'Video generation started';
export const INITIALIZING = 'Initializing models...';

const WORDS: Readonly<Record<JobState, TalkWord>> = {
  queued: 'queued',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

/** Somebody deleted it: InfiniteTalk then knows it no more. */
export const isDeleted = (job: JobView) => job.filesRemoved?.reason === 'deleted';

/** A job as InfiniteTalk shows a request. */
export function toTalkRequest(job: JobView): TalkRequestBody {
  const id = job.request.client?.id ?? job.request.id;
  return {
    request_id: id,
    status: WORDS[job.state],
    message: messageOf(job),
    timestamp: localIsoTime(new Date(job.request.createdAt)),
    position_in_queue: job.state === 'queued' ? (job.queuePosition ?? 1) : null,
    estimated_time: job.etaSeconds === undefined ? null : estimatedTime(job.etaSeconds.high),
    result_url: job.state === 'succeeded' ? `/api/result/${id}` : null,
  };
}

function messageOf(job: JobView): string {
  switch (job.state) {
    case 'queued':
      return 'Request added to queue';
    case 'running':
      return job.progress === undefined ? INITIALIZING : progressText(job.progress);
    case 'succeeded':
      return 'Video generation completed!';
    case 'failed':
      return job.failure?.message ?? 'Video generation failed';
    case 'cancelled':
      return 'The request was cancelled';
    case 'expired':
      return 'The request waited longer than requests may wait in the queue';
  }
}

/** What is really being done, in InfiniteTalk's words where it has some. */
function progressText({ stage, step, totalSteps }: Progress): string {
  switch (stage) {
    case 'waiting':
      return INITIALIZING;
    case 'loading':
      return 'Loading models...';
    case 'encoding prompt':
      return 'Processing audio embedding...';
    case 'denoising':
      return step === undefined || totalSteps === undefined
        ? 'Starting video generation...'
        : `Generating video: step ${step} of ${totalSteps}`;
    case 'decoding':
      return 'Decoding video...';
    case 'writing':
      return 'Writing video...';
  }
}
