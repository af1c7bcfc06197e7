const MAX_RUNS = 8;
const MAX_SHAPES = 256;
/** A poll may come late by this part of what has passed, so that long runs cost few polls and short ones no delay. */
const LATENESS = 1 / 20;

/** How long runs of each shape took lately, in milliseconds. */
export class RecentRuns {
  readonly #runs = new Map<string, number[]>();

  /** @param kept how many of each shape are remembered */
  constructor(private readonly kept = MAX_RUNS) {}

  add(shape: string, runMs: number): void {
    const runs = this.#runs.get(shape) ?? [];
    this.#runs.delete(shape);
    this.#runs.set(shape, [...runs, runMs].slice(-this.kept));
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MAX_SHAPES && oldest !== undefined) this.#runs.delete(oldest);
  }

  /** The shortest and the longest of them; undefined if there was none. */
  rangeOf(shape: string): { shortest: number; longest: number } | undefined {
    const runs = this.#runs.get(shape);
    return runs === undefined ? undefined : { shortest: Math.min(...runs), longest: Math.max(...runs) };
  }
}

/**
 * When to ask next: rarely at first, then closer and closer as the expected end comes near, so that a finished job is
 * noticed at once and a long one is not asked for thousands of times.
 * @param runningMs since the run began
 * @returns milliseconds between this poll and the next
 */
export function pollDelay(
  runningMs: number,
  expected: { shortest: number; longest: number } | undefined,
  { first, longest }: { first: number; longest: number },
): number {
  return Math.min(Math.max(wishedDelay(runningMs, expected), first), Math.max(first, longest));
}

function wishedDelay(runningMs: number, expected: { shortest: number; longest: number } | undefined): number {
  if (expected === undefined) return runningMs * LATENESS;
  const untilEarliest = expected.shortest - runningMs;
  // Also a run that ends sooner than any before is noticed soon.
  if (untilEarliest > 0) return Math.min(untilEarliest / 2, 2 * runningMs * LATENESS);
  const overtime = Math.max(0, runningMs - expected.longest);
  return Math.max((expected.longest - expected.shortest) * LATENESS, overtime * LATENESS);
}
