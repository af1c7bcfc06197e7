/** Keys of the cache. Lists come first in the keys of their members, so that both can be read again together. */
export const keys = {
  batches: ['batches'],
  batch: (batchId: string) => ['batches', batchId],
  jobs: ['jobs'],
  job: (jobId: string) => ['job', jobId],
  devices: ['devices'],
  engines: ['engines'],
  queue: ['queue'],
  waiting: ['queue', 'jobs'],
} as const;
