import type { JobState } from '../jobs/index.js';
import type { BatchState } from './batch.types.js';

/** `videos` counts jobs whose video is there. A batch is `partial` only when every job is final. */
export function batchStateOf(states: readonly JobState[], videos: number): BatchState {
  if (states.some((state) => state === 'queued' || state === 'running')) return 'processing';
  if (videos === states.length) return 'complete';
  return videos === 0 ? 'failed' : 'partial';
}
