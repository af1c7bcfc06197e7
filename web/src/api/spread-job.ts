import type { QueryClient } from '@tanstack/react-query';
import { applyJob, newerOf } from './apply-job.js';
import { keys } from './query-keys.js';
import type { Batch, Job } from './types.js';

const listeners = new Set<(job: Job) => void>();
/** The last state that was heard of each job that is not final: few, however long the page is open. */
const states = new Map<string, Job['state']>();

/** Calls back with each job that has changed, by an event or an answer. @returns ends it */
export function onJobChange(listener: (job: Job) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Puts a job's newer view wherever the page shows it. @returns whether its state is new, or only its progress */
export function spreadJob(client: QueryClient, job: Job): 'state' | 'progress' {
  client.setQueryData<Job>(keys.job(job.id), (known) => (known === undefined ? known : newerOf(known, job)));
  const { batch } = job;
  if (batch !== null) {
    client.setQueryData<Batch>(keys.batch(batch.id), (known) =>
      known === undefined ? known : applyJob(known, job),
    );
  }
  for (const listener of listeners) listener(job);
  const isNew = states.get(job.id) !== job.state;
  if (job.finished_at === null) states.set(job.id, job.state);
  else states.delete(job.id);
  return isNew ? 'state' : 'progress';
}
