/** Seconds, both ends included. */
export interface EtaRange {
  low: number;
  high: number;
}

/**
 * When a running job will be done, from its device's own runs of the same shape; undefined where there are none.
 * @param runsMs of that device and shape
 */
export function etaOfRunning(runsMs: readonly number[], elapsedMs: number): EtaRange | undefined {
  if (runsMs.length === 0) return undefined;
  return {
    low: toSeconds(Math.max(0, Math.min(...runsMs) - elapsedMs)),
    high: toSeconds(Math.max(0, Math.max(...runsMs) - elapsedMs)),
  };
}

/**
 * When a waiting job will be done: whole rounds of the jobs before it over the engine's devices, then its own run.
 * @param runsMs of its shape on all devices of its engine
 * @param position in the queue, 1 is next
 */
export function etaOfWaiting(
  runsMs: readonly number[],
  position: number,
  devices: number,
): EtaRange | undefined {
  if (runsMs.length === 0 || devices === 0) return undefined;
  const shortest = Math.min(...runsMs);
  const longest = Math.max(...runsMs);
  const roundsBefore = Math.floor((position - 1) / devices);
  // The devices may become free at once, or only after a whole run.
  return { low: toSeconds((roundsBefore + 1) * shortest), high: toSeconds((roundsBefore + 2) * longest) };
}

function toSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
