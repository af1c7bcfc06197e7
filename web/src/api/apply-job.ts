import { isFinal } from '../text/format.js';
import type { Batch, Job } from './types.js';

/**
 * A final job stays as it is: an event that was sent before the end can arrive after the job was read again. What
 * people do to a finished job (stars, files) comes with a final state, and is taken.
 */
export function newerOf(known: Job, job: Job): Job {
  return isFinal(known.state) && !isFinal(job.state) ? known : job;
}

/** The batch with one job's newer view in it. */
export function applyJob(batch: Batch, job: Job): Batch {
  const known = batch.jobs.find((candidate) => candidate.id === job.id);
  if (known === undefined) return batch;
  const newer = newerOf(known, job);
  if (newer === known) return batch;
  return { ...batch, jobs: batch.jobs.map((candidate) => (candidate.id === job.id ? newer : candidate)) };
}
