import type { JobRecord } from './job.types.js';

/** What object storage still wants of a job: its files, their removal, or nothing. Pure. */
export function uploadStepOf(record: JobRecord): 'upload' | 'remove' | undefined {
  if (record.filesRemoved !== undefined) return record.objects === undefined ? undefined : 'remove';
  const isWhole = record.state === 'succeeded' && record.artifacts.length > 0;
  return isWhole && record.objects?.uploadedAt === undefined ? 'upload' : undefined;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * How long to wait after so many failures in a row.
 * @param random 0..1: many that failed together do not come back together
 */
export function uploadPauseMs(failures: number, random: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (0.75 + random / 2));
}
