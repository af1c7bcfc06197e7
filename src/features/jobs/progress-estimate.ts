/** Where an estimate stands after as long as such runs usually take: later ones are not over yet. */
const AT_EXPECTED_END = 0.9;
/** What it comes near to, and never reaches, however long the run takes. */
const LIMIT = 0.99;

/**
 * How far a run is that does not tell, from how long the device's own runs of the same shape took. Rises with
 * `elapsedMs`, never reaches one; undefined where there were no such runs.
 */
export function estimateFraction(runsMs: readonly number[], elapsedMs: number): number | undefined {
  const expectedMs = median(runsMs);
  if (expectedMs === undefined || expectedMs <= 0) return undefined;
  const part = Math.max(0, elapsedMs) / expectedMs;
  if (part <= 1) return part * AT_EXPECTED_END;
  return AT_EXPECTED_END + (LIMIT - AT_EXPECTED_END) * (1 - Math.exp(1 - part));
}

/** Of an even number, the upper one: rather too slow than stuck near the end. */
function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
