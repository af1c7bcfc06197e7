import { describe, expect, it } from 'vitest';
import { DeviceSettingError, parseDeviceSetting } from './device-setting.js';

describe('groups of GPUs', () => {
  it('are one device each, named after all of their GPUs', () => {
    expect(parseDeviceSetting('cuda:0+1, CUDA:2+3,cuda:7')).toEqual({
      kind: 'listed',
      devices: [
        { name: 'cuda:0+1', kind: 'cuda', index: 0, members: [0, 1] },
        { name: 'cuda:2+3', kind: 'cuda', index: 2, members: [2, 3] },
        { name: 'cuda:7', kind: 'cuda', index: 7 },
      ],
    });
  });

  it.each(['cuda:0+1,cuda:1+2', 'cuda:0+1,cuda:1', 'cuda:0+0'])('may not overlap: %s', (text) => {
    expect(() => parseDeviceSetting(text)).toThrow('lists a device twice');
  });

  it.each(['cuda:0+', 'cuda:+1', 'cuda:0+cuda:1', 'cpu:0+1', 'cuda:0++1'])('are not %s', (text) => {
    expect(() => parseDeviceSetting(text)).toThrow(DeviceSettingError);
  });
});
