import type {
  Batch,
  BatchBody,
  BatchList,
  DeviceList,
  EngineList,
  EnhanceAnswer,
  Job,
} from '../api-types.js';
import { request } from './http.js';

const RECENT_BATCHES = 12;

const id = encodeURIComponent;

/** One function for each route that the page calls. */
export const portal = {
  listBatches: (signal: AbortSignal) =>
    request<BatchList>(`/api/batches?limit=${RECENT_BATCHES}`, { signal }),
  getBatch: (batchId: string, signal: AbortSignal) =>
    request<Batch>(`/api/batches/${id(batchId)}`, { signal }),
  listDevices: (signal: AbortSignal) => request<DeviceList>('/api/devices', { signal }),
  listEngines: (signal: AbortSignal) => request<EngineList>('/api/engines', { signal }),
  submitBatch: (body: BatchBody, idempotencyKey: string) =>
    request<Batch>('/api/batches', { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } }),
  cancelBatch: (batchId: string) => request<Batch>(`/api/batches/${id(batchId)}/cancel`, { method: 'POST' }),
  retryFailed: (batchId: string, idempotencyKey: string) =>
    request<Batch>(`/api/batches/${id(batchId)}/retry-failed`, {
      method: 'POST',
      headers: { 'idempotency-key': idempotencyKey },
    }),
  cancelJob: (jobId: string) => request<Job>(`/api/jobs/${id(jobId)}`, { method: 'DELETE' }),
  enhance: (roughPrompt: string) =>
    request<EnhanceAnswer>('/api/enhance', {
      method: 'POST',
      body: { rough_prompt: roughPrompt, session_id: null },
    }),
};
