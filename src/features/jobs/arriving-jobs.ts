import type { JobRequest } from './job.types.js';

/** Jobs on the way to being admitted. They count against every limit already: others may be let in meanwhile. */
export class ArrivingJobs {
  readonly #requests = new Set<JobRequest>();

  add(requests: readonly JobRequest[]): void {
    for (const request of requests) this.#requests.add(request);
  }

  remove(requests: readonly JobRequest[]): void {
    for (const request of requests) this.#requests.delete(request);
  }

  get size(): number {
    return this.#requests.size;
  }

  of(facade: string): number {
    let count = 0;
    for (const { client } of this.#requests) if (client?.facade === facade) count += 1;
    return count;
  }
}
