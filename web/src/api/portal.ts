import { answer, api } from './http.js';
import type { BatchRequest, JobMarks } from './types.js';

const RECENT_BATCHES = 12;
const MOST_WAITING = 200;

const path = (id: string) => ({ params: { path: { id } } });

/** `Idempotency-Key`: the same key with the same body makes one batch, however often it is sent. */
const once = (key: string) => ({ headers: { 'idempotency-key': key } });

/** One function for each route that several parts of the page call. */
export const portal = {
  listBatches: (signal: AbortSignal) =>
    answer(api.GET('/api/batches', { params: { query: { limit: RECENT_BATCHES } }, signal })),
  getBatch: (id: string, signal: AbortSignal) =>
    answer(api.GET('/api/batches/{id}', { ...path(id), signal })),
  getJob: (id: string, signal: AbortSignal) => answer(api.GET('/api/jobs/{id}', { ...path(id), signal })),
  /** Those that wait, newest first. */
  listWaiting: (signal: AbortSignal) =>
    answer(api.GET('/api/jobs', { params: { query: { state: 'queued', limit: MOST_WAITING } }, signal })),
  getQueue: (signal: AbortSignal) => answer(api.GET('/api/jobs/queue', { signal })),
  pauseQueue: () => answer(api.POST('/api/jobs/queue/pause')),
  resumeQueue: () => answer(api.POST('/api/jobs/queue/resume')),
  markJob: (id: string, marks: JobMarks) => answer(api.PATCH('/api/jobs/{id}', { ...path(id), body: marks })),
  listDevices: (signal: AbortSignal) => answer(api.GET('/api/devices', { signal })),
  listEngines: (signal: AbortSignal) => answer(api.GET('/api/engines', { signal })),
  submitBatch: (body: BatchRequest, key: string) => answer(api.POST('/api/batches', { body, ...once(key) })),
  cancelBatch: (id: string) => answer(api.POST('/api/batches/{id}/cancel', path(id))),
  retryFailed: (id: string, key: string) =>
    answer(api.POST('/api/batches/{id}/retry-failed', { ...path(id), ...once(key) })),
  retryJob: (id: string, key: string) =>
    answer(api.POST('/api/jobs/{id}/retry', { ...path(id), ...once(key) })),
  /** The same route as {@link cancelJob}: a job that has ended loses its files. */
  removeFiles: (id: string) => answer(api.DELETE('/api/jobs/{id}', path(id))),
  forgetInput: (id: string) => api.DELETE('/api/inputs/{id}', path(id)),
  cancelJob: (id: string) => answer(api.DELETE('/api/jobs/{id}', path(id))),
  enhance: (roughPrompt: string) => answer(api.POST('/api/enhance', { body: { rough_prompt: roughPrompt } })),
};
