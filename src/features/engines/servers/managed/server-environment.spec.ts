import { describe, expect, it } from 'vitest';
import { serverEnvironment } from './server-environment.js';

describe('serverEnvironment', () => {
  const group = { name: 'cuda:2+3', kind: 'cuda', index: 2, members: [2, 3] } as const;

  it('hands on what programs need, and no secrets', () => {
    const host = {
      PATH: '/opt/venv/bin',
      HF_HOME: '/models',
      CUDA_CACHE_PATH: '/cache',
      OPENAI_API_KEY: 'secret',
      CUDA_LICENSE_KEY: 'secret',
      API_KEYS: 'me:secret',
      DATA_DIR: '/data',
      LANG: undefined,
    };
    expect(serverEnvironment(host, group)).toEqual({
      PATH: '/opt/venv/bin',
      HF_HOME: '/models',
      CUDA_CACHE_PATH: '/cache',
      PYTHONUNBUFFERED: '1',
      CUDA_VISIBLE_DEVICES: '2,3',
    });
  });

  it.each([
    [{ name: 'cuda:5', kind: 'cuda', index: 5 } as const, '5'],
    [{ name: 'cpu:1', kind: 'cpu', index: 1 } as const, ''],
  ])('shows a server only its own GPUs', (device, visible) => {
    expect(serverEnvironment({ CUDA_VISIBLE_DEVICES: '0,1,2,3,4,5' }, device)['CUDA_VISIBLE_DEVICES']).toBe(
      visible,
    );
  });
});
