import type { JobId } from '../../kernel/ids.js';

/** A finished job that still has its files. */
export interface KeptFiles {
  id: JobId;
  finishedAt: number;
  /** Bytes. */
  size: number;
}

export interface RetentionLimits {
  maxAgeMs: number | undefined;
  maxBytes: number | undefined;
}

/**
 * Whose files must go: those older than the age limit, then the oldest until the rest fits. Pure.
 * @param removable finished and not starred
 * @param pinnedBytes what starred jobs take up; it counts against the limit but is never removed
 */
export function findRemovable(
  removable: readonly KeptFiles[],
  pinnedBytes: number,
  limits: RetentionLimits,
  now: number,
): JobId[] {
  const oldestFirst = [...removable].sort((a, b) => a.finishedAt - b.finishedAt);
  let total = pinnedBytes + oldestFirst.reduce((sum, job) => sum + job.size, 0);
  const removed: JobId[] = [];
  for (const job of oldestFirst) {
    const isTooOld = limits.maxAgeMs !== undefined && now - job.finishedAt > limits.maxAgeMs;
    const isTooMuch = limits.maxBytes !== undefined && total > limits.maxBytes;
    if (!isTooOld && !isTooMuch) break;
    removed.push(job.id);
    total -= job.size;
  }
  return removed;
}
