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
    if (known !== undefined && known !== request.id) throw idTaken();
    this.add(request);
  }

  /** @throws DomainError conflict */
  refuseIfTaken(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>): void {
    if (this.find(owner, mark) !== undefined) throw idTaken();
  }

  add({ id, owner, client }: Marked): void {
    if (client !== undefined) this.#jobs.set(keyOf(owner, client), id);
  }

  /** Gives the id of a job that was not made back; nothing happens if another job has it. */
  release({ id, owner, client }: Marked): void {
    if (client !== undefined && this.find(owner, client) === id) this.#jobs.delete(keyOf(owner, client));
  }
}

export function idTaken(): DomainError {
  return new DomainError('conflict', 'Another job has this id already.');
}

function keyOf(owner: string, { facade, id }: Pick<ClientMark, 'facade' | 'id'>): string {
  return JSON.stringify([owner, facade, id]);
}
