import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId } from '../../../test/support/job-records.js';
import { JobQueue, type WaitingJob } from './job-queue.js';

function waiting(number: number): WaitingJob {
  return { id: jobId(number), engines: ['sim'], preferred: undefined, avoid: new Set(), since: 0 };
}

describe('the queue', () => {
  it('holds jobs by age, in whatever order they come and go, and knows the place of each', () => {
    const numbers = fc.uniqueArray(fc.nat({ max: 1000 }), { maxLength: 30 });
    fc.assert(
      fc.property(numbers, fc.array(fc.nat({ max: 1000 })), (added, removed) => {
        const sut = new JobQueue();
        for (const number of added) sut.add(waiting(number));
        for (const number of removed) sut.remove(jobId(number));

        const left = added.filter((number) => !removed.includes(number)).sort((a, b) => a - b);
        expect(sut.list().map(({ id }) => id)).toEqual(left.map(jobId));
        expect(left.map((number) => sut.positionOf(jobId(number)))).toEqual(
          left.map((_, index) => index + 1),
        );
        expect(left.every((number) => sut.find(jobId(number))?.id === jobId(number))).toBe(true);
        expect(removed.every((number) => !sut.has(jobId(number)))).toBe(true);
      }),
    );
  });

  it('lets jobs be taken out while it is walked', () => {
    const sut = new JobQueue();
    for (const number of [1, 2, 3]) sut.add(waiting(number));

    const seen = sut.list().map(({ id }) => sut.remove(id)?.id);

    expect(seen).toEqual([1, 2, 3].map(jobId));
    expect(sut.size).toBe(0);
  });
});
