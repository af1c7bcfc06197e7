/** Keys of the cache. Lists come first in the keys of their members, so that both can be read again together. */
export const keys = {
  batches: ['batches'],
  batch: (batchId: string) => ['batches', batchId],
  jobs: ['jobs'],
  job: (jobId: string) => ['job', jobId],
  sessions: ['sessions'],
  session: (sessionId: string) => ['session', sessionId],
  promptFields: ['prompt-fields'],
  templates: ['templates'],
  devices: ['devices'],
  engines: ['engines'],
  queue: ['queue'],
  waiting: ['queue', 'jobs'],
} as const;
