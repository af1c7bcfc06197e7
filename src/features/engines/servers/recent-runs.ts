import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GenerationSpec } from '../engine.port.js';

const MAX_RUNS = 8;
const MAX_SHAPES = 256;

/** Milliseconds. */
export interface RunRange {
  shortest: number;
  longest: number;
}

/** Runs of one shape take about the same time on the same server. */
export function runShape({ task, width, height, numFrames, steps }: GenerationSpec): string {
  return [task, width, height, numFrames, steps].join(' ');
}

/** How long runs of each shape took lately, in milliseconds. */
export class RecentRuns {
  readonly #runs = new Map<string, number[]>();
  readonly #listeners = new Set<(shape: string) => void>();

  /** @param kept how many of each shape are remembered */
  constructor(private readonly kept = MAX_RUNS) {}

  add(shape: string, runMs: number): void {
    const runs = this.#runs.get(shape) ?? [];
    this.#runs.delete(shape);
    this.#runs.set(shape, [...runs, runMs].slice(-this.kept));
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MAX_SHAPES && oldest !== undefined) this.#runs.delete(oldest);
    void this.#tell(shape);
  }

  countOf(shape: string): number {
    return this.#runs.get(shape)?.length ?? 0;
  }

  /** The shortest and the longest of them; undefined if there was none. */
  rangeOf(shape: string): RunRange | undefined {
    const runs = this.#runs.get(shape);
    return runs === undefined ? undefined : { shortest: Math.min(...runs), longest: Math.max(...runs) };
  }

  /** Calls back soon with the shape of each run from now on; the returned function ends it. */
  whenAdded(listener: (shape: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One in each turn of the event loop: the first of them may have a job to submit, which the others must not delay. */
  async #tell(shape: string): Promise<void> {
    for (const listener of this.#listeners) {
      await nextTurn();
      if (this.#listeners.has(listener)) listener(shape);
    }
  }
}
