import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId } from '../../../test/support/job-records.js';
import { findRemovable } from './retention.js';

const kept = (number: number, finishedAt: number, size = 10) => ({ id: jobId(number), finishedAt, size });
const none = { maxAgeMs: undefined, maxBytes: undefined };

describe('retention', () => {
  it('removes nothing without a limit', () => {
    expect(findRemovable([kept(1, 0)], 1e9, none, 1e12)).toEqual([]);
  });

  it('removes what is older than the limit, not what is as old', () => {
    const limits = { ...none, maxAgeMs: 100 };
    expect(findRemovable([kept(1, 899), kept(2, 900)], 0, limits, 1000)).toEqual([jobId(1)]);
  });

  it('removes the oldest until the rest fits beside what is starred', () => {
    const jobs = [kept(3, 30), kept(1, 10), kept(2, 20)];
    expect(findRemovable(jobs, 0, { ...none, maxBytes: 30 }, 99)).toEqual([]);
    expect(findRemovable(jobs, 0, { ...none, maxBytes: 29 }, 99)).toEqual([jobId(1)]);
    expect(findRemovable(jobs, 5, { ...none, maxBytes: 15 }, 99)).toEqual([jobId(1), jobId(2)]);
    expect(findRemovable(jobs, 500, { ...none, maxBytes: 15 }, 99)).toHaveLength(3);
  });

  it('always leaves what fits, and never removes a younger result before an older one', () => {
    const sizes = fc.array(fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 100 })), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.nat({ max: 500 }), (list, maxBytes) => {
        const jobs = list.map(([finishedAt, size], index) => kept(index, finishedAt, size));
        const removed = new Set(findRemovable(jobs, 0, { ...none, maxBytes }, 2000));
        const left = jobs.filter(({ id }) => !removed.has(id));
        const oldestLeft = Math.min(...left.map(({ finishedAt }) => finishedAt));

        expect(left.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(maxBytes);
        expect(jobs.filter((job) => removed.has(job.id) && job.finishedAt > oldestLeft)).toEqual([]);
      }),
    );
  });
});
