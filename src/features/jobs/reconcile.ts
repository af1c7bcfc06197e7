import type { JobEvent } from './job-event.js';
import { isFinal } from './job-fold.js';
import type { Artifact, AttemptProblem, JobRecord } from './job.types.js';

/** What lies on disk for one job beside its journal. Files are listed by name with their sizes in bytes. */
export interface FoundFiles {
  /** In the job's public folder; undefined if there is no such folder. */
  published: ReadonlyMap<string, number> | undefined;
  /** In the work folder of the last attempt. */
  work: ReadonlyMap<string, number> | undefined;
}

export interface ReconcileLimits {
  /** Attempts that failed or were interrupted by a crash. */
  maxAttempts: number;
  /** Whether the device that a remote job runs on is still among the devices. */
  canReattach: boolean;
}

export interface Decision {
  /** To be appended to the journal, in order. */
  events: readonly JobEvent[];
  /**
   * `publish`: the sealed files of the work folder only have to be moved. `adopt`: they have been moved; before the
   * events are written, their name must be on disk too. `reattach`: a server may still work on the attempt, which goes
   * on there.
   */
  next: 'nothing' | 'adopt' | 'queue' | 'publish' | 'reattach' | 'remove-files';
}

const NOTHING: Decision = { events: [], next: 'nothing' };

/**
 * What a crash left of a job, and what follows from it: a pure function of the record, the files found and the time.
 * The file of a sealed output is whole by construction (sealed before it was named), so its size is proof enough here;
 * its hash is in the record for whoever wants more.
 */
export function reconcile(
  record: JobRecord,
  found: FoundFiles,
  limits: ReconcileLimits,
  now: number,
): Decision {
  return isFinal(record.state)
    ? reconcileFinal(record, found, now)
    : reconcileUnfinished(record, found, limits, now);
}

function reconcileFinal(record: JobRecord, found: FoundFiles, now: number): Decision {
  if (record.state !== 'succeeded' || record.filesRemoved !== undefined) {
    return found.published === undefined ? NOTHING : { events: [], next: 'remove-files' };
  }
  if (record.localCopyRemoved !== undefined)
    return found.published === undefined ? NOTHING : { events: [], next: 'remove-files' };
  if (isComplete(record.artifacts, found.published)) return NOTHING;
  // What is left of the files on disk counts for nothing; the uploaded ones are whole.
  if (record.objects?.uploadedAt !== undefined)
    return { events: [{ type: 'local-copy-removed', at: now }], next: 'remove-files' };
  return { events: [artifactMissing(now)], next: 'nothing' };
}

function reconcileUnfinished(
  record: JobRecord,
  found: FoundFiles,
  limits: ReconcileLimits,
  now: number,
): Decision {
  const isRunning = record.state === 'running';
  if (isRunning && isComplete(record.artifacts, found.published)) {
    return { events: [{ type: 'succeeded', at: now, attempt: record.attempts.length }], next: 'adopt' };
  }
  // Also with a cancel asked for: the server must hear of it, or it goes on for nobody.
  if (isOpenAtServer(record) && limits.canReattach && !isComplete(record.artifacts, found.work))
    return { events: [], next: 'reattach' };
  if (record.cancelRequested) return { events: [{ type: 'cancelled', at: now }], next: 'nothing' };
  if (!isRunning) return { events: [], next: 'queue' };
  if (isComplete(record.artifacts, found.work)) return { events: [], next: 'publish' };
  return afterInterruption(record, limits, now);
}

/** Whether a server may know the attempt that was running. A cancelled one whose output was sealed is over there. */
function isOpenAtServer(record: JobRecord): boolean {
  const isKnown = record.state === 'running' && record.attempts.at(-1)?.remoteJob !== undefined;
  return isKnown && !(record.cancelRequested && record.artifacts.length > 0);
}

export function artifactMissing(now: number): JobEvent {
  return {
    type: 'failed',
    at: now,
    code: 'artifact_missing',
    message: 'The video was finished, but its file is gone and nobody asked for its removal.',
  };
}

/** Every artifact is there with the size that was recorded. */
export function isComplete(
  artifacts: readonly Artifact[],
  files: ReadonlyMap<string, number> | undefined,
): boolean {
  return (
    artifacts.length > 0 && artifacts.every((artifact) => files?.get(artifact.fileName) === artifact.size)
  );
}

function afterInterruption(record: JobRecord, limits: ReconcileLimits, now: number): Decision {
  const interrupted: JobEvent = {
    type: 'attempt-ended',
    at: now,
    attempt: record.attempts.length,
    reason: 'interrupted',
    message: 'The portal stopped while this attempt was running.',
  };
  // The interrupted attempt is not yet marked in the record, hence the one more.
  if (countedAttempts(record) + 1 >= limits.maxAttempts) {
    return {
      events: [interrupted, attemptsUsedUp(limits.maxAttempts, interrupted.message, now)],
      next: 'nothing',
    };
  }
  return { events: [interrupted], next: 'queue' };
}

/**
 * Attempts that count against `MAX_ATTEMPTS`: not those that a shutdown ended, nor those where the device broke or never
 * took the job.
 */
export function countedAttempts(record: JobRecord): number {
  return countOf(record, 'failed', 'interrupted', 'lost');
}

/** How far beyond `MAX_ATTEMPTS` go attempts that are no fault of the job: they are bounded all the same. */
const DEVICE_FAULT_FACTOR = 2;
const NOT_ACCEPTED_FACTOR = 10;

/** Whether a job has tried often enough, by whatever its attempts ended. */
export function isGivenUp(record: JobRecord, maxAttempts: number): boolean {
  return (
    countedAttempts(record) >= maxAttempts ||
    countOf(record, 'device-fault') >= DEVICE_FAULT_FACTOR * maxAttempts ||
    countOf(record, 'not-accepted') >= NOT_ACCEPTED_FACTOR * maxAttempts
  );
}

function countOf(record: JobRecord, ...reasons: readonly AttemptProblem[]): number {
  return record.attempts.filter(({ problem }) => problem !== undefined && reasons.includes(problem.reason))
    .length;
}

export function attemptsUsedUp(limit: number, lastProblem: string, now: number): JobEvent {
  return {
    type: 'failed',
    at: now,
    code: 'attempts_used_up',
    message: `Gave up after ${limit} attempts. The last one: ${lastProblem}`,
  };
}
