import type { Batch, Job } from '../api-types.js';
import { isFinal } from '../text/format.js';

/**
 * The batch with one job's newer view in it. A final job stays as it is: an event that was sent before the end can
 * arrive after the batch was read again.
 */
export function applyJob(batch: Batch, job: Job): Batch {
  const known = batch.jobs.find((candidate) => candidate.id === job.id);
  if (known === undefined || (isFinal(known.state) && !isFinal(job.state))) return batch;
  return { ...batch, jobs: batch.jobs.map((candidate) => (candidate.id === job.id ? job : candidate)) };
}
