import { type JobState, type JobView, usedChoice } from '../../features/jobs/index.js';
import { localIsoTime } from '../../platform/http/local-time.js';
import type { TaskStatusBody, TaskWord } from './task.body.js';
import { baseName } from './task-names.js';

const WORDS: Readonly<Record<JobState, TaskWord>> = {
  queued: 'pending',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  // LightX2V's tasks never wait too long.
  expired: 'failed',
};

export const isTaskOver = (job: JobView) =>
  WORDS[job.state] !== 'pending' && WORDS[job.state] !== 'processing';

/** A job as LightX2V shows a task: times local, without zone. */
export function toTaskStatus(job: JobView): TaskStatusBody {
  const { client, createdAt, id } = job.request;
  return {
    task_id: client?.id ?? id,
    status: WORDS[job.state],
    start_time: timeOf(job.attempts.at(-1)?.startedAt ?? createdAt),
    end_time: job.finishedAt === undefined ? null : timeOf(job.finishedAt),
    ...errorOf(job),
    save_result_path: shownPath(job),
    ...(client?.prompt === undefined ? {} : { enhanced_prompt: usedChoice(job).spec.prompt }),
  };
}

/** What went wrong, and the name of the Python class that says whether the request was at fault. */
export function errorOf(job: JobView): { error: string | null; error_type: string } {
  if (job.state === 'cancelled') return { error: 'Task cancelled by user', error_type: '' };
  if (job.state === 'expired')
    return { error: 'The task waited longer than tasks may wait in the queue', error_type: 'TimeoutError' };
  if (job.state !== 'failed') return { error: null, error_type: '' };
  const isRefused = job.failure?.code === 'engine_refused';
  return {
    error: job.failure?.message ?? 'Generation failed',
    error_type: isRefused ? 'ValueError' : 'RuntimeError',
  };
}

/** As it was asked for, and the name of the file alone once that is there. */
function shownPath({ request: { client }, state }: JobView): string | null {
  if (client?.resultPath === null) return null;
  if (state === 'succeeded' && client?.resultName !== undefined) return baseName(client.resultName);
  return client?.resultPath ?? client?.id ?? null;
}

function timeOf(milliseconds: number): string {
  return localIsoTime(new Date(milliseconds));
}
