import { describe, expect, it } from 'vitest';
import { sampleJob } from '../api/samples.js';
import { differencesOf as sut } from './differences.js';

describe('differencesOf', () => {
  it('names what differs, and nothing else', () => {
    const left = sampleJob({ seed: 1, width: 64, negative_prompt: '', run_seconds: 2.25 });
    const right = sampleJob({ ...left, seed: 0, width: 96, negative_prompt: 'people', run_seconds: null });
    expect(sut(left, right)).toEqual([
      { name: 'Seed', left: '1', right: '0' },
      { name: 'Size', left: `64 × ${left.height}`, right: `96 × ${left.height}` },
      { name: 'Must not be seen', left: 'none', right: 'people' },
      { name: 'Run time', left: '2.3 s', right: 'unknown' },
    ]);
  });

  it('is empty for the same job', () => {
    expect(sut(sampleJob(), sampleJob())).toEqual([]);
  });
});
