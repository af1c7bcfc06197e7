/** Below this a difference is the network's, and the whole seconds of the `Date` header. */
const TOLERANCE_MS = 3_000;

let offsetMs = 0;

/** Learns from an answer how far the server's clock is from this one. */
export function learnServerTime(dateHeader: string | null, now: number): void {
  const told = Date.parse(dateHeader ?? '');
  if (Number.isNaN(told)) return;
  offsetMs = Math.abs(told - now) > TOLERANCE_MS ? told - now : 0;
}

/** Milliseconds by the server's clock, so that "running for" does not depend on how this machine's is set. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
