import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Batch, BatchRequest, Job, JobMarks } from './types.js';
import { isFinal } from '../text/format.js';
import { ApiError } from './api-error.js';
import { IdempotencyKeys } from './idempotency.js';
import { useLink } from './live.js';
import type { LinkState } from './live-events.js';
import { portal } from './portal.js';
import { spreadJob } from './spread-job.js';
import { keys } from './query-keys.js';

/** With the stream open, asking is only a safety net against a connection that died without a word. */
const POLL_MS = { open: 10_000, connecting: 2_000, lost: 2_000 } as const satisfies Record<LinkState, number>;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // `always`: the portal often runs on this very machine, where being offline does not matter.
      queries: { networkMode: 'always', retry: retryOnce, staleTime: 1_000, gcTime: 60_000 },
      mutations: { networkMode: 'always' },
    },
  });
}

function retryOnce(failures: number, error: Error): boolean {
  return !(error instanceof ApiError && error.status < 500) && failures < 1;
}

export function useBatches() {
  const link = useLink();
  return useQuery({
    queryKey: keys.batches,
    queryFn: ({ signal }) => portal.listBatches(signal),
    refetchInterval: POLL_MS[link] * 3,
  });
}

export function useBatch(batchId: string) {
  const link = useLink();
  return useQuery({
    queryKey: keys.batch(batchId),
    queryFn: ({ signal }) => portal.getBatch(batchId, signal),
    refetchInterval: ({ state: { data, error } }) => {
      if (data !== undefined) return data.state === 'processing' ? POLL_MS[link] : false;
      // An unknown batch stays unknown; anything else may pass (a server that starts, a cut connection).
      return error instanceof ApiError && error.status === 404 ? false : POLL_MS[link];
    },
  });
}

/** One job, kept up to date by events while it runs. */
export function useJob(jobId: string) {
  const link = useLink();
  return useQuery({
    queryKey: keys.job(jobId),
    queryFn: ({ signal }) => portal.getJob(jobId, signal),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && !isFinal(data.state) ? POLL_MS[link] : false,
  });
}

/** Also the page's heartbeat: it tells whether the server still answers. */
export function useDevices() {
  const link = useLink();
  return useQuery({
    queryKey: keys.devices,
    queryFn: ({ signal }) => portal.listDevices(signal),
    refetchInterval: POLL_MS[link],
    retry: false,
  });
}

export function useQueue() {
  const link = useLink();
  return useQuery({
    queryKey: keys.queue,
    queryFn: ({ signal }) => portal.getQueue(signal),
    refetchInterval: POLL_MS[link],
  });
}

/** The jobs that wait for a device, the next one first. Read only while somebody looks. */
export function useWaiting(isShown: boolean) {
  const link = useLink();
  return useQuery({
    queryKey: keys.waiting,
    queryFn: async ({ signal }) => {
      const { items } = await portal.listWaiting(signal);
      return items.toSorted((a, b) => (a.queue_position ?? 0) - (b.queue_position ?? 0));
    },
    enabled: isShown,
    refetchInterval: POLL_MS[link],
  });
}

export function usePauseQueue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isPaused: boolean) => (isPaused ? portal.pauseQueue() : portal.resumeQueue()),
    onSuccess: (queue) => {
      client.setQueryData(keys.queue, queue);
    },
  });
}

/** Stars or rates a job; every list that shows it hears of it by the event stream, too. */
export function useMarkJob(id: string) {
  const takeJob = useTakeJob();
  return useMutation({
    scope: { id: `marks of ${id}` },
    mutationFn: (marks: JobMarks) => portal.markJob(id, marks),
    onSuccess: takeJob,
  });
}

/** Puts a job that an answer brought wherever the page shows it. */
export function useTakeJob(): (job: Job) => void {
  const client = useQueryClient();
  return (job) => spreadJob(client, job);
}

export function useEngines() {
  return useQuery({
    queryKey: keys.engines,
    queryFn: ({ signal }) => portal.listEngines(signal),
    staleTime: 60_000,
  });
}

/** Puts a batch that an answer brought into the cache, and has the list read again. */
function useTakeBatch() {
  const client = useQueryClient();
  return (batch: Batch) => {
    client.setQueryData(keys.batch(batch.id), batch);
    return client.invalidateQueries({ queryKey: keys.batches, exact: true });
  };
}

export function useSubmitBatch() {
  const take = useTakeBatch();
  const [idempotency] = useState(() => new IdempotencyKeys());
  return useMutation({
    mutationFn: (body: BatchRequest) => portal.submitBatch(body, idempotency.keyFor(JSON.stringify(body))),
    onSuccess: (batch) => {
      idempotency.answered();
      void take(batch);
    },
    onError: (error) => {
      if (error instanceof ApiError) idempotency.answered();
    },
  });
}

export function useCancelBatch() {
  const take = useTakeBatch();
  return useMutation({ mutationFn: portal.cancelBatch, onSuccess: take });
}

export function useRetryFailed() {
  const take = useTakeBatch();
  const [idempotency] = useState(() => new IdempotencyKeys());
  return useMutation({
    mutationFn: (batchId: string) => portal.retryFailed(batchId, idempotency.keyFor(batchId)),
    onSuccess: (batch) => {
      idempotency.answered();
      void take(batch);
    },
    onError: (error) => {
      if (error instanceof ApiError) idempotency.answered();
    },
  });
}

export function useCancelJob() {
  return useMutation({ mutationFn: portal.cancelJob, onSuccess: useTakeJob() });
}
