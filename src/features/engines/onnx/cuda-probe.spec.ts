import { describe, expect, it } from 'vitest';
import { parseGpuList } from './cuda-probe.js';

describe('parseGpuList', () => {
  it('takes whole GPUs and leaves out their parts', () => {
    const output = [
      'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-1f4a)',
      '  MIG 1g.10gb     Device  0: (UUID: MIG-77aa)',
      'GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-2b6c)',
      '',
    ].join('\n');
    expect(parseGpuList(output)).toEqual([0, 1]);
  });

  it.each([
    '',
    'No devices found.',
    'NVIDIA-SMI has failed because it could not communicate with the driver.',
  ])('finds none in %j', (output) => {
    expect(parseGpuList(output)).toEqual([]);
  });
});
