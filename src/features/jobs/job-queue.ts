import type { JobId } from '../../kernel/ids.js';

/** A job that waits for a device. */
export interface WaitingJob {
  id: JobId;
  /** Engines that may run it, in order of preference. */
  engines: readonly string[];
  /** Where round robin points, as an index into the devices of whichever engine takes it; a wish, no more. */
  preferred: number | undefined;
  /** Devices that broke under this job; taken only if no other is free. */
  avoid: ReadonlySet<string>;
  /** When its waiting began: submission, or the moment it was put back. */
  since: number;
}

/** Engines that have a free device. */
export type FreeDevices = ReadonlyMap<string, { readonly free: readonly unknown[] }>;

/**
 * The jobs that wait, oldest first by id. In memory only: recovery fills it from the records. Here all of them may be
 * started; where several processes share them, a queue made from this one asks the others first.
 */
export class JobQueue {
  /** In the order of ids, so that a job is found by halving: the queue may be long, and every status asks for a place. */
  readonly #jobs: WaitingJob[] = [];

  get size(): number {
    return this.#jobs.length;
  }

  /** Keeps the order of ids, so that a job put back after a fault is again among the first. */
  add(job: WaitingJob): void {
    this.#jobs.splice(this.#placeFor(job.id), 0, job);
  }

  remove(id: JobId): WaitingJob | undefined {
    const position = this.positionOf(id);
    return position === undefined ? undefined : this.#jobs.splice(position - 1, 1)[0];
  }

  has(id: JobId): boolean {
    return this.positionOf(id) !== undefined;
  }

  /** 1 is next. */
  positionOf(id: JobId): number | undefined {
    const index = this.#placeFor(id);
    return this.#jobs[index]?.id === id ? index + 1 : undefined;
  }

  find(id: JobId): WaitingJob | undefined {
    const position = this.positionOf(id);
    return position === undefined ? undefined : this.#jobs[position - 1];
  }

  /** Index of the first job whose id is not smaller. */
  #placeFor(id: JobId): number {
    let low = 0;
    let high = this.#jobs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#jobs[middle]?.id ?? '') < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Oldest first, at most `count`. */
  first(count: number): readonly WaitingJob[] {
    return this.#jobs.slice(0, count);
  }

  /** Oldest first; a copy, so that jobs may be taken out while it is walked. */
  list(): WaitingJob[] {
    return [...this.#jobs];
  }

  /** Those of {@link list} that this process may start now. */
  startable(): WaitingJob[] {
    return this.list();
  }

  /** Takes out one that is being started. */
  start(id: JobId): void {
    this.remove(id);
  }

  /** Jobs that no other process may start, although they still wait here. */
  taken(): readonly JobId[] {
    return [];
  }

  /**
   * What is still free after all that may be started has been.
   * @param busy how many devices of an engine are at work and have no room, without those that are not well
   */
  ask(_free: FreeDevices, _busy: () => ReadonlyMap<string, number>): void {}

  /** Jobs that wait may be started again by whoever can, or not any more, as their owner says. */
  offer(_ids: readonly JobId[], _isOffered: boolean): void {}

  /** A run of the job has come to its end; what follows from it, an {@link add} too, has been said before. */
  ended(_id: JobId): void {}
}
