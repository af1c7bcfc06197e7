import { describe, expect, it } from 'vitest';
import type { JobState } from '../jobs/index.js';
import { batchStateOf } from './batch-state.js';

const STATES: JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'];

describe('the state of a batch', () => {
  it('of three jobs is what they are together, in all 216 cases', () => {
    const seen = new Set<string>();
    for (const a of STATES) {
      for (const b of STATES) {
        for (const c of STATES) {
          const states = [a, b, c];
          const videos = states.filter((state) => state === 'succeeded').length;
          const isOpen = states.includes('queued') || states.includes('running');
          const whenFinal = videos === 3 ? 'complete' : videos === 0 ? 'failed' : 'partial';
          const told = batchStateOf(states, videos);

          expect(told).toBe(isOpen ? 'processing' : whenFinal);
          seen.add(told);
        }
      }
    }
    expect(seen.size).toBe(4);
  });
});
