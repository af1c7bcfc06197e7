import type { JobState, JobView } from '../../features/jobs/index.js';
import { rfc3339 } from './job-names.js';
import type { JobStatusBody, JobWord } from './wan-server.body.js';

const WORDS: Readonly<Record<JobState, JobWord>> = {
  queued: 'pending',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  // This server knows no other end.
  cancelled: 'failed',
  expired: 'failed',
};

export function toJobStatus(job: JobView): JobStatusBody {
  const { client, createdAt, id } = job.request;
  const output = job.videoUrl === undefined ? undefined : client?.resultName;
  return {
    job_id: client?.id ?? id,
    status: WORDS[job.state],
    message: messageOf(job),
    ...(output === undefined ? {} : { output_path: `./outputs/${output}` }),
    created_at: rfc3339(createdAt),
    updated_at: rfc3339(job.finishedAt ?? job.attempts.at(-1)?.startedAt ?? createdAt),
  };
}

function messageOf({ state, failure, filesRemoved }: JobView): string {
  switch (state) {
    case 'queued':
      return 'Job queued';
    case 'running':
      return 'Generating video...';
    case 'succeeded':
      return filesRemoved === undefined ? 'Generation complete' : 'Generation complete; the file was removed';
    case 'failed':
      return `Error: ${failure?.message ?? 'generation failed'}`;
    case 'cancelled':
      return 'Error: the job was cancelled';
    case 'expired':
      return 'Error: the job waited longer than jobs may wait in the queue';
  }
}
