import type { JobId } from '../../kernel/ids.js';
import { isFinal } from './job-fold.js';
import type { FacadeLoad, JobRecord } from './job.types.js';

/** The jobs of each interface that are not final, so that a limit is checked without looking at all jobs. */
export class FacadeJobs {
  readonly #waiting = new Map<string, Set<JobId>>();
  readonly #running = new Map<string, Set<JobId>>();

  /** To be told of every new state of a job. */
  note({ request, state }: JobRecord): void {
    const { id, client } = request;
    if (client === undefined) return;
    move(this.#waiting, client.facade, id, state === 'queued');
    move(this.#running, client.facade, id, state !== 'queued' && !isFinal(state));
  }

  of(facade: string): FacadeLoad {
    return { waiting: sorted(this.#waiting.get(facade)), running: sorted(this.#running.get(facade)) };
  }
}

function move(sets: Map<string, Set<JobId>>, facade: string, id: JobId, belongs: boolean): void {
  const known = sets.get(facade);
  if (!belongs) known?.delete(id);
  else if (known === undefined) sets.set(facade, new Set([id]));
  else known.add(id);
}

/** Ids are UUID v7: the order of ids is that of submission, and of the queue. */
function sorted(ids: ReadonlySet<JobId> = new Set()): JobId[] {
  return [...ids].sort();
}
