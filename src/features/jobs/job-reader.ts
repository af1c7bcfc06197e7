import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import { usedChoice } from './job-choice.js';
import { JobStore } from './job-store.js';
import type { JobFilter, JobRecord, JobState, JobView } from './job.types.js';
import { JobViewer } from './job-view.js';
import { RecoveryState } from './recovery-state.js';

/** Looks jobs up. An owner sees only what is theirs. */
@Injectable()
export class JobReader {
  constructor(
    private readonly store: JobStore,
    private readonly viewer: JobViewer,
    private readonly recovery: RecoveryState,
  ) {}

  /** Undefined for a job that does not exist, or that somebody else owns. */
  async find(id: JobId, owner: string): Promise<JobView | undefined> {
    const record = await this.store.find(id);
    if (record === undefined || record.request.owner !== owner) return undefined;
    return this.viewer.view(record);
  }

  /** @throws DomainError job_not_found; recovering, while that cannot be known yet */
  async get(id: JobId, owner: string): Promise<JobView> {
    const job = await this.find(id, owner);
    if (job !== undefined) return job;
    this.recovery.refuseIfIncomplete();
    throw new DomainError('job_not_found', `There is no job ${id}.`);
  }

  /** Newest first. */
  async list(filter: JobFilter): Promise<{ items: JobView[]; nextBefore?: JobId }> {
    const items: JobView[] = [];
    let last: JobId | undefined;
    for (const record of this.store.newestFirst(filter.before)) {
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
}

function matches(record: JobRecord, filter: JobFilter): boolean {
  const { request } = record;
  return (
    request.owner === filter.owner &&
    matchesState(record.state, filter) &&
    (filter.engine === undefined || usedChoice(record).engine === filter.engine) &&
    (filter.batch === undefined || request.batch?.id === filter.batch) &&
    (filter.starred === undefined || record.starred === filter.starred) &&
    (filter.search === undefined || request.spec.prompt.toLowerCase().includes(filter.search.toLowerCase()))
  );
}

function matchesState(state: JobState, filter: JobFilter): boolean {
  return filter.states === undefined || filter.states.includes(state);
}
