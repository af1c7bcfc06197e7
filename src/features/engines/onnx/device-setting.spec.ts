import { describe, expect, it } from 'vitest';
import { DeviceSettingError, parseDeviceSetting } from './device-setting.js';

function names(text: string): string[] {
  const setting = parseDeviceSetting(text);
  return setting.kind === 'listed' ? setting.devices.map((device) => device.name) : ['(auto)'];
}

describe('parseDeviceSetting', () => {
  it.each([
    ['auto', ['(auto)']],
    ['cpu', ['cpu:0']],
    ['cpu:3', ['cpu:0', 'cpu:1', 'cpu:2']],
    ['cuda:0,cuda:1', ['cuda:0', 'cuda:1']],
    [' CUDA:7 , cuda:2 ', ['cuda:7', 'cuda:2']],
  ])('reads %j', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('allows 64 devices', () => {
    expect(names('cpu:64')).toHaveLength(64);
  });

  it.each([
    '',
    'gpu',
    'cpu:0',
    'cpu:65',
    'cpu:-1',
    'cpu:1.5',
    'cuda',
    'cuda:x',
    'cuda:0,cpu',
    'cuda:1,cuda:1',
    'cuda:0,',
    'cpu,cpu',
  ])('refuses %j and says what is possible', (text) => {
    expect(() => parseDeviceSetting(text)).toThrow(DeviceSettingError);
    expect(() => parseDeviceSetting(text)).toThrow('cuda:0,cuda:1');
  });

  it('refuses more than 64 listed devices', () => {
    const text = Array.from({ length: 65 }, (_, index) => `cuda:${index}`).join(',');
    expect(() => parseDeviceSetting(text)).toThrow('more than 64');
  });

  it('has no groups: a model in ONNX runs on one GPU', () => {
    expect(() => parseDeviceSetting('cuda:0+1')).toThrow('runs each job on one GPU');
  });
});
