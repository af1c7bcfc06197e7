import { DomainError } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import type { ClientMark, JobRequest } from './job.types.js';

type Marked = Pick<JobRequest, 'id' | 'owner' | 'client'>;

/**
 * Which job the client of another server's interface means by an id of its own. Memory only: the marks lie in the
 * records of the jobs, and recovery brings them back from there.
 */
export class ClientIndex {
  readonly #jobs = new Map<string, JobId>();

  find(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>): JobId | undefined {
    return this.#jobs.get(keyOf(owner, mark));
  }

  /** Keeps the id for a job that is about to be written. @throws DomainError conflict if another job has it */
  reserve(request: Marked): void {
    if (request.client === undefined) return;
    const known = this.find(request.owner, request.client);
    if (known !== undefined && known !== request.id)
      throw new DomainError('conflict', 'Another job has this id already.');
    this.add(request);
  }

  add({ id, owner, client }: Marked): void {
    if (client !== undefined) this.#jobs.set(keyOf(owner, client), id);
  }

  /** Gives the id of a job that was not made back; nothing happens if another job has it. */
  release({ id, owner, client }: Marked): void {
    if (client !== undefined && this.find(owner, client) === id) this.#jobs.delete(keyOf(owner, client));
  }
}

function keyOf(owner: string, { facade, id }: Pick<ClientMark, 'facade' | 'id'>): string {
  return JSON.stringify([owner, facade, id]);
}
