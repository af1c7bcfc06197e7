import { describe, expect, it } from 'vitest';
import { newJobId } from '../../kernel/ids.js';
import { FacadeJobs } from './facade-jobs.js';
import type { JobRecord, JobState } from './job.types.js';

const job = (state: JobState, facade?: string, id = newJobId()) =>
  ({
    request: { id, ...(facade === undefined ? {} : { client: { facade, id: 'theirs' } }) },
    state,
  }) as JobRecord;

describe('the jobs of an interface', () => {
  it('wait, run and are over, and those of others do not count', () => {
    const sut = new FacadeJobs();
    const mine = job('queued', 'a');
    sut.note(mine);
    sut.note(job('queued', 'b'));
    sut.note(job('queued'));
    expect(sut.of('a')).toEqual({ waiting: [mine.request.id], running: [] });
    sut.note({ ...mine, state: 'running' });
    expect(sut.of('a')).toEqual({ waiting: [], running: [mine.request.id] });
    sut.note({ ...mine, state: 'queued' });
    expect(sut.of('a')).toEqual({ waiting: [mine.request.id], running: [] });
    for (const state of ['succeeded', 'failed', 'cancelled', 'expired'] as const) {
      sut.note({ ...mine, state: 'running' });
      sut.note({ ...mine, state });
      expect(sut.of('a')).toEqual({ waiting: [], running: [] });
    }
  });

  it('are told in the order of the queue, also those that were put back', () => {
    const sut = new FacadeJobs();
    const [first, second] = [newJobId(), newJobId()];
    sut.note(job('running', 'a', first));
    sut.note(job('queued', 'a', second));
    sut.note(job('queued', 'a', first));
    expect(sut.of('a').waiting).toEqual([first, second].sort());
  });
});
