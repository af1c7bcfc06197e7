import { Injectable } from '@nestjs/common';
import type { JobId } from '../../kernel/ids.js';
import type { Progress } from '../engines/index.js';
import type { EtaRange } from './eta.js';

/** A run of another process, as that tells of it. */
export interface RunElsewhere {
  process: string;
  attempt: number;
  engine: string;
  progress: Progress;
  eta?: EtaRange | undefined;
}

/** What other processes are running. Empty where there is only one. */
@Injectable()
export class RunsElsewhere {
  readonly #runs = new Map<JobId, RunElsewhere>();

  /** Undefined unless it is the run of that attempt. */
  find(id: JobId, attempt: number): RunElsewhere | undefined {
    const run = this.#runs.get(id);
    return run?.attempt === attempt ? run : undefined;
  }

  list(): IterableIterator<[JobId, RunElsewhere]> {
    return this.#runs.entries();
  }

  /** @returns whether that is news; of one attempt, what is further counts */
  tell(id: JobId, run: RunElsewhere): boolean {
    const known = this.#runs.get(id);
    const isOlder =
      known !== undefined &&
      (known.attempt > run.attempt ||
        (known.attempt === run.attempt && known.progress.fraction > run.progress.fraction));
    if (isOlder) return false;
    this.#runs.set(id, run);
    return JSON.stringify(known?.progress) !== JSON.stringify(run.progress);
  }

  end(id: JobId): void {
    this.#runs.delete(id);
  }

  endAllOf(process: string): void {
    for (const [id, run] of this.#runs) if (run.process === process) this.#runs.delete(id);
  }
}
