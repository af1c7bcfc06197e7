import type { BatchId, JobId } from '../../kernel/ids.js';

export interface WaitingFact {
  id: JobId;
  /** Those that it may run on. */
  engines: readonly string[];
  batch: BatchId | undefined;
  since: number;
}

export interface RunningFact {
  id: JobId;
  engine: string;
  batch: BatchId | undefined;
}

/**
 * Jobs that have waited too long: those over the limit for which neither their own batch nor an older job is making
 * progress on the devices they wait for. Pure.
 */
export function findExpired(
  waiting: readonly WaitingFact[],
  running: readonly RunningFact[],
  maxAgeMs: number,
  now: number,
): WaitingFact[] {
  return waiting.filter(
    (job) =>
      now - job.since > maxAgeMs &&
      !running.some(
        (other) =>
          job.engines.includes(other.engine) &&
          (other.id < job.id || (job.batch !== undefined && other.batch === job.batch)),
      ),
  );
}
