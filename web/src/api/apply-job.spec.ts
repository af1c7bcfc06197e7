import { describe, expect, it } from 'vitest';
import type { Batch, Job } from '../api-types.js';
import { applyJob as sut } from './apply-job.js';

const job = (id: string, state: Job['state']): Job => ({
  id,
  state,
  prompt: 'a',
  negative_prompt: '',
  seed: 1,
  steps: 1,
  guidance_scale: 1,
  num_frames: 1,
  fps: 8,
  width: 64,
  height: 64,
  batch: { id: 'b', index: 0 },
  created_at: '2026-11-21T00:00:00Z',
  finished_at: null,
  run_seconds: null,
  progress: null,
  queue_position: null,
  eta_seconds: null,
  device: null,
  attempts: [],
  failure: null,
  cancel_requested: false,
  files_removed: null,
  video_url: null,
  poster_url: null,
});
const batch = (...jobs: Job[]): Batch => ({
  id: 'b',
  state: 'processing',
  created_at: '2026-11-21T00:00:00Z',
  total: jobs.length,
  completed: 0,
  failed: 0,
  zip_url: null,
  jobs,
});
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
