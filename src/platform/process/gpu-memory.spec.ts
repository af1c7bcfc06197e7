import { describe, expect, it } from 'vitest';
import { parseGpuMemory } from './gpu-memory.js';

describe('the memory of GPUs', () => {
  it('is that of all of them together, in GiB', () => {
    expect(parseGpuMemory('81920, 1024, 80896\n81920, 0, 81920\n')).toEqual({
      total: 160,
      allocated: 1,
      free: 159,
    });
  });

  it.each(['', 'No devices were found', '[N/A], [N/A], [N/A]\n'])('is not known from %j', (output) => {
    expect(parseGpuMemory(output)).toBeUndefined();
  });
});
