import type { JobId } from '../../kernel/ids.js';

/** A job that waits for a device. */
export interface WaitingJob {
  id: JobId;
  engine: string;
  /** Set by round robin at submission; a wish, no more. */
  preferredDevice: string | undefined;
  /** Devices that broke under this job; taken only if no other is free. */
  avoid: ReadonlySet<string>;
  /** When its waiting began: submission, or the moment it was put back. */
  since: number;
}

/** The jobs that wait, oldest first by id. In memory only: recovery fills it from the records. */
export class JobQueue {
  readonly #jobs: WaitingJob[] = [];
  #positions: Map<JobId, number> | undefined;

  get size(): number {
    return this.#jobs.length;
  }

  /** Keeps the order of ids, so that a job put back after a fault is again among the first. */
  add(job: WaitingJob): void {
    this.#positions = undefined;
    let position = this.#jobs.length;
    while (position > 0 && (this.#jobs[position - 1]?.id ?? '') > job.id) position -= 1;
    this.#jobs.splice(position, 0, job);
  }

  remove(id: JobId): WaitingJob | undefined {
    const position = this.#jobs.findIndex((job) => job.id === id);
    if (position === -1) return undefined;
    this.#positions = undefined;
    return this.#jobs.splice(position, 1)[0];
  }

  has(id: JobId): boolean {
    return this.positionOf(id) !== undefined;
  }

  /** 1 is next. */
  positionOf(id: JobId): number | undefined {
    this.#positions ??= new Map(this.#jobs.map((job, index) => [job.id, index + 1]));
    return this.#positions.get(id);
  }

  find(id: JobId): WaitingJob | undefined {
    const position = this.positionOf(id);
    return position === undefined ? undefined : this.#jobs[position - 1];
  }

  /** Oldest first; a copy, so that jobs may be taken out while it is walked. */
  list(): WaitingJob[] {
    return [...this.#jobs];
  }
}
