import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { BatchId, JobId } from '../../kernel/ids.js';
import { ClientClaims } from './client-claims.js';
import { choicesOf, usedChoice } from './job-choice.js';
import { isFinal } from './job-fold.js';
import { JobStore } from './job-store.js';
import type { ClientMark, FacadeLoad, JobFilter, JobRecord, JobState, JobView } from './job.types.js';
import { JobViewer } from './job-view.js';
import { RecoveryState } from './recovery-state.js';

/** Looks jobs up. An owner sees only what is theirs. */
@Injectable()
export class JobReader {
  constructor(
    private readonly store: JobStore,
    private readonly viewer: JobViewer,
    private readonly recovery: RecoveryState,
    private readonly claims: ClientClaims,
  ) {}

  /** Undefined for a job that does not exist, or that somebody else owns. */
  async find(id: JobId, owner: string): Promise<JobView | undefined> {
    const record = await this.store.find(id);
    if (record === undefined || record.request.owner !== owner) return undefined;
    return this.viewer.view(record);
  }

  /** Whoever owns it. */
  async findPublished(id: JobId): Promise<JobView | undefined> {
    const record = await this.store.find(id);
    return record?.state === 'succeeded' ? this.viewer.view(record) : undefined;
  }

  /** @throws DomainError job_not_found; recovering, while that cannot be known yet */
  async get(id: JobId, owner: string): Promise<JobView> {
    const job = await this.find(id, owner);
    if (job !== undefined) return job;
    this.recovery.refuseIfIncomplete();
    throw new DomainError('job_not_found', `There is no job ${id}.`);
  }

  /**
   * By what the client of another interface calls it; undefined where the owner has no such job.
   * @throws DomainError recovering, while that cannot be known yet
   */
  async findByClient(owner: string, mark: Pick<ClientMark, 'facade' | 'id'>): Promise<JobView | undefined> {
    const id = this.store.clients.find(owner, mark);
    if (id === undefined) this.recovery.refuseIfIncomplete();
    if (id !== undefined) return this.find(id, owner);
    // Another process may have taken it in a moment ago.
    const claimed = this.claims.isShared ? await this.claims.find(owner, mark) : undefined;
    return claimed === undefined ? undefined : this.find(claimed, owner);
  }

  /** How many of the owner's jobs that came by an interface are in each state, as their records say. */
  countByState(owner: string, facade: string): Record<JobState, number> {
    const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, expired: 0 };
    for (const { request, state } of this.store.values())
      if (request.owner === owner && request.client?.facade === facade) counts[state] += 1;
    return counts;
  }

  /** The jobs of an interface that wait or run, of everyone. */
  loadOf(facade: string): FacadeLoad {
    return this.store.facades.of(facade);
  }

  /** How many jobs, of everyone, were submitted since then and have failed. */
  failuresSince(at: number): number {
    let count = 0;
    for (const { request, state } of this.store.newestFirst()) {
      if (request.createdAt < at) break;
      if (state === 'failed') count += 1;
    }
    return count;
  }

  /** What the client of an interface calls those of the owner's jobs that wait. */
  waitingByClient(owner: string, facade: string): string[] {
    const ids: string[] = [];
    for (const { request, state } of this.store.unfinishedNewestFirst())
      if (state === 'queued' && request.owner === owner && request.client?.facade === facade)
        ids.push(request.client.id);
    return ids;
  }

  /** Names of the stored inputs that jobs which are not final start from; undefined while that cannot be known yet. */
  neededInputs(): ReadonlySet<string> | undefined {
    if (!this.recovery.isComplete) return undefined;
    const names = new Set<string>();
    for (const { request } of this.store.unfinishedNewestFirst()) {
      for (const { spec } of choicesOf(request))
        for (const input of spec.inputs ?? []) names.add(input.fileName);
    }
    return names;
  }

  batchOf(id: JobId): BatchId | undefined {
    return this.store.peek(id)?.request.batch?.id;
  }

  /** Newest first, or as the filter says. */
  async list(filter: JobFilter): Promise<{ items: JobView[]; nextBefore?: JobId }> {
    const items: JobView[] = [];
    let last: JobId | undefined;
    for (const record of this.#candidates(filter)) {
      if (!matches(record, filter)) continue;
      // One more than asked for has been found, so there is a next page.
      if (items.length === filter.limit) return last === undefined ? { items } : { items, nextBefore: last };
      const view = await this.viewer.view(record);
      if (!matchesState(view.state, filter)) continue;
      last = record.request.id;
      items.push(view);
    }
    return { items };
  }

  #candidates({ states, before, order }: JobFilter): IterableIterator<JobRecord> {
    if (order === 'oldest') return this.store.oldestFirst(before);
    const isOver = states === undefined || states.some(isFinal);
    return isOver ? this.store.newestFirst(before) : this.store.unfinishedNewestFirst(before);
  }
}

function matches(record: JobRecord, filter: JobFilter): boolean {
  const { request } = record;
  return (
    request.owner === filter.owner &&
    matchesState(record.state, filter) &&
    (filter.engine === undefined || usedChoice(record).engine === filter.engine) &&
    (filter.batch === undefined || request.batch?.id === filter.batch) &&
    matchesMarks(record, filter) &&
    matchesClient(request.client, filter) &&
    (filter.search === undefined || request.spec.prompt.toLowerCase().includes(filter.search.toLowerCase()))
  );
}

function matchesMarks(record: JobRecord, { starred, minRating }: JobFilter): boolean {
  return (
    (starred === undefined || record.starred === starred) &&
    (minRating === undefined || (record.rating ?? 0) >= minRating)
  );
}

function matchesState(state: JobState, filter: JobFilter): boolean {
  return filter.states === undefined || filter.states.includes(state);
}

function matchesClient(client: ClientMark | undefined, { facade, resultName }: JobFilter): boolean {
  return (
    (facade === undefined || client?.facade === facade) &&
    (resultName === undefined || isCalled(resultName, client?.resultName))
  );
}

function isCalled(wanted: string, name: string | undefined): boolean {
  return name === wanted || (name !== undefined && name.slice(name.lastIndexOf('/') + 1) === wanted);
}
