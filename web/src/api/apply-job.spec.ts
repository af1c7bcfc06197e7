import { describe, expect, it } from 'vitest';
import type { Batch, Job } from './types.js';
import { sampleBatch, sampleJob } from './samples.js';
import { applyJob as sut } from './apply-job.js';

const job = (id: string, state: Job['state']): Job => sampleJob({ id, state });
const batch = (...jobs: Job[]): Batch => sampleBatch({ jobs });
const states = (result: Batch) => result.jobs.map(({ state }) => state);

describe('applyJob', () => {
  it('puts the newer view in the place of the old one', () => {
    expect(states(sut(batch(job('1', 'queued'), job('2', 'queued')), job('2', 'running')))).toEqual([
      'queued',
      'running',
    ]);
  });

  it('ignores a job of another batch', () => {
    const before = batch(job('1', 'queued'));
    expect(sut(before, job('9', 'running'))).toBe(before);
  });

  it('never takes a job back from its end', () => {
    const before = batch(job('1', 'succeeded'));
    expect(sut(before, job('1', 'running'))).toBe(before);
  });
});
