import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobId } from '../../../test/support/job-records.js';
import { chooseDevice } from './device-choice.js';
import type { WaitingJob } from './job-queue.js';

const names = ['d0', 'd1', 'd2', 'd3'];

function job(preferredDevice: string | undefined, avoid: readonly string[] = []): WaitingJob {
  return { id: jobId(1), engine: 'sim', preferredDevice, avoid: new Set(avoid), since: 0 };
}

describe('the choice of a device', () => {
  it('finds one whenever one is free, never one that is not, and one to be avoided only if there is no other', () => {
    const some = fc.subarray(names);
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom(...names), { nil: undefined }),
        some,
        some,
        (preferred, avoid, free) => {
          const choice = chooseDevice(job(preferred, avoid), free);

          expect(choice !== undefined).toBe(free.length > 0);
          if (choice === undefined) return;
          expect(free).toContain(choice);
          expect(!avoid.includes(choice) || free.every((name) => avoid.includes(name))).toBe(true);
        },
      ),
    );
  });

  it('takes the preferred device where it is free', () => {
    expect(chooseDevice(job('d2'), names)).toBe('d2');
    expect(chooseDevice(job('d2'), ['d0', 'd3'])).toBe('d0');
    expect(chooseDevice(job('d2', ['d2']), names)).toBe('d0');
  });
});
