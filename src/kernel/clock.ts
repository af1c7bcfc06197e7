/** Time as a dependency, so that tests decide what time it is. Milliseconds since the epoch. */
export abstract class Clock {
  abstract now(): number;
  /** Calls back once after `delayMs`; the returned function cancels. A pending timer never keeps the process alive. */
  abstract schedule(delayMs: number, callback: () => void): () => void;
}

/** Node fires a longer timer at once instead. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}
