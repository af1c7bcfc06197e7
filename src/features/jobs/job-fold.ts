import { canStep, type Transitions } from '../../kernel/state-machine.js';
import { applyToObjects } from './fold-objects.js';
import type { JobEvent } from './job-event.js';
import type { Attempt, JobRecord, JobState } from './job.types.js';

/** A job's life. `succeeded` can only turn into `failed`, when its file is gone without anyone having removed it. */
export const JOB_TRANSITIONS: Transitions<JobState> = {
  queued: ['running', 'failed', 'cancelled', 'expired'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: ['failed'],
  failed: [],
  cancelled: [],
  expired: [],
};

export function isFinal(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** The record of a journal's events; undefined if it does not begin with a submission. */
export function foldJob(events: readonly JobEvent[]): JobRecord | undefined {
  const first = events[0];
  if (first?.type !== 'submitted') return undefined;
  let record: JobRecord = {
    request: first.request,
    state: 'queued',
    attempts: [],
    artifacts: [],
    cancelRequested: false,
    starred: false,
  };
  for (const event of events.slice(1)) record = applyEvent(record, event);
  return record;
}

/**
 * The record after one more event. An event that its state does not allow (a late answer of an attempt that was
 * given up) changes nothing: that is what makes a job's result visible once.
 */
export function applyEvent(record: JobRecord, event: JobEvent): JobRecord {
  switch (event.type) {
    case 'submitted':
      return record;
    case 'attempt-started':
      return applyStart(record, event);
    case 'attempt-resumed':
    case 'remote-job':
    case 'output-sealed':
    case 'attempt-ended':
    case 'attempt-withdrawn':
      return applyToAttempt(record, event);
    case 'cancel-requested':
      return isFinal(record.state) || record.cancelRequested ? record : { ...record, cancelRequested: true };
    case 'files-removed':
      if (!isFinal(record.state) || record.filesRemoved !== undefined) return record;
      return { ...record, filesRemoved: { at: event.at, reason: event.reason } };
    case 'starred':
      return event.starred === record.starred ? record : { ...record, starred: event.starred };
    case 'upload-started':
    case 'uploaded':
    case 'upload-lost':
    case 'local-copy-removed':
    case 'objects-removed':
      return applyToObjects(record, event);
    case 'rated':
      return applyRating(record, event);
    case 'succeeded':
      // A result counts only of the attempt that runs, and only with files that were sealed and named.
      if (!isOfCurrentAttempt(record, event) || record.artifacts.length === 0) return record;
      return applyFinal(record, event);
    case 'failed':
      return isOfOldAttempt(record, event) ? record : applyFinal(record, event);
    case 'cancelled':
    case 'expired':
      return applyFinal(record, event);
  }
}

/** A run that was given up has no say any more; one whose start could not be written down has. */
function isOfOldAttempt(record: JobRecord, { attempt }: EventOf<'failed'>): boolean {
  if (attempt === undefined || attempt > record.attempts.length) return false;
  return attempt < record.attempts.length || record.state !== 'running';
}

type EventOf<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>;

function applyRating(record: JobRecord, { rating }: EventOf<'rated'>): JobRecord {
  if (rating === (record.rating ?? null)) return record;
  const { rating: _, ...unrated } = record;
  return rating === null ? unrated : { ...unrated, rating };
}

function applyStart(record: JobRecord, event: EventOf<'attempt-started'>): JobRecord {
  const isNext = event.attempt === record.attempts.length + 1;
  if (!isNext || !canStep(JOB_TRANSITIONS, record.state, 'running')) return record;
  const attempt: Attempt = {
    number: event.attempt,
    device: event.device,
    startedAt: event.at,
    ...(event.engine === undefined ? {} : { engine: event.engine }),
    ...(event.model === undefined ? {} : { model: event.model }),
    ...(event.remark === undefined ? {} : { remark: event.remark }),
    ...(event.process === undefined ? {} : { process: event.process }),
  };
  return { ...record, state: 'running', attempts: [...record.attempts, attempt] };
}

function applyToAttempt(
  record: JobRecord,
  event: EventOf<'attempt-resumed' | 'remote-job' | 'output-sealed' | 'attempt-ended' | 'attempt-withdrawn'>,
): JobRecord {
  if (record.state !== 'running' || !isOfCurrentAttempt(record, event)) return record;
  switch (event.type) {
    case 'attempt-resumed':
      return withAttempt(record, event.attempt, { process: event.process });
    case 'remote-job':
      return applyRemoteJob(record, event);
    case 'output-sealed': {
      const { generatedAt, stageMs, artifacts, seed, numFrames } = event;
      const change = {
        generatedAt,
        stageMs,
        ...(seed === undefined ? {} : { seed }),
        ...(numFrames === undefined ? {} : { numFrames }),
      };
      return { ...withAttempt(record, event.attempt, change), artifacts };
    }
    case 'attempt-ended': {
      const problem = { reason: event.reason, message: event.message };
      const ended = withAttempt(record, event.attempt, { endedAt: event.at, problem });
      return { ...ended, state: 'queued', artifacts: [] };
    }
    case 'attempt-withdrawn':
      return { ...record, state: 'queued', attempts: record.attempts.slice(0, -1), artifacts: [] };
  }
}

function applyRemoteJob(record: JobRecord, { attempt, id, detail }: EventOf<'remote-job'>): JobRecord {
  if (record.attempts.at(-1)?.remoteJob?.id === id) return record;
  return withAttempt(record, attempt, {
    remoteJob: { id, ...(detail === undefined ? {} : { detail }) },
  });
}

function isOfCurrentAttempt(record: JobRecord, event: { attempt: number }): boolean {
  return event.attempt === record.attempts.length;
}

function applyFinal(
  record: JobRecord,
  event: EventOf<'succeeded' | 'failed' | 'cancelled' | 'expired'>,
): JobRecord {
  if (!canStep(JOB_TRANSITIONS, record.state, event.type)) return record;
  const ended: JobRecord = {
    ...withAttempt(record, record.attempts.length, { endedAt: event.at }),
    state: event.type,
    finishedAt: event.at,
  };
  if (event.type === 'succeeded') return ended;
  const withoutFiles: JobRecord = { ...ended, artifacts: [] };
  return event.type === 'failed'
    ? { ...withoutFiles, failure: { code: event.code, message: event.message } }
    : withoutFiles;
}

function withAttempt(record: JobRecord, number: number, change: Partial<Attempt>): JobRecord {
  return {
    ...record,
    attempts: record.attempts.map((attempt) =>
      attempt.number === number && attempt.endedAt === undefined ? { ...attempt, ...change } : attempt,
    ),
  };
}
