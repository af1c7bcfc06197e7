import { isFinal, type JobView } from '../../features/jobs/index.js';

const USUAL_MS = 1000;
const SHORTEST_MS = 100;
const LONGEST_MS = 5000;
/** Of the time in which the end may come, so much passes between two looks. */
const SHARE = 0.25;

/**
 * When it makes sense to ask again, in milliseconds, from when the job is expected to end; undefined for one that
 * has ended.
 */
export function pollAfterMs(job: Pick<JobView, 'state' | 'etaSeconds'>): number | undefined {
  if (isFinal(job.state)) return undefined;
  if (job.etaSeconds === undefined) return USUAL_MS;
  const { low, high } = job.etaSeconds;
  const expected = low > 0 ? low : high * SHARE;
  return Math.round(Math.min(Math.max(expected * 1000, SHORTEST_MS), LONGEST_MS));
}
