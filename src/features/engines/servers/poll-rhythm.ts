import type { RunRange } from './recent-runs.js';

/** A poll may come late by this part of what has passed, so that long runs cost few polls and short ones no delay. */
const LATENESS = 1 / 20;
/** The same where nothing tells when the run will end, since nobody brings the next job there in time. */
const STRANGE = { leastMs: 8, laterFromMs: 1000, atFirst: 1 / 100, later: 1 / 50 };

/**
 * When to ask next: rarely at first, then closer and closer as the expected end comes near, so that a finished job is
 * noticed at once and a long one is not asked for thousands of times.
 * @param runningMs since the run began
 * @returns milliseconds between this poll and the next
 */
export function pollDelay(
  runningMs: number,
  expected: RunRange | undefined,
  { first, longest }: { first: number; longest: number },
): number {
  return Math.min(Math.max(wishedDelay(runningMs, expected), first), Math.max(first, longest));
}

function wishedDelay(runningMs: number, expected: RunRange | undefined): number {
  if (expected === undefined) {
    const { leastMs, laterFromMs, atFirst, later } = STRANGE;
    const wished = Math.min(runningMs, laterFromMs) * atFirst + Math.max(0, runningMs - laterFromMs) * later;
    return Math.max(leastMs, wished);
  }
  const untilEarliest = expected.shortest - runningMs;
  // Also a run that ends sooner than any before is noticed soon.
  if (untilEarliest > 0) return Math.min(untilEarliest / 2, 2 * runningMs * LATENESS);
  const overtime = Math.max(0, runningMs - expected.longest);
  return Math.max((expected.longest - expected.shortest) * LATENESS, overtime * LATENESS);
}
