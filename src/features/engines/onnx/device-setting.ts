import type { DeviceDescription } from '../../../kernel/device.js';

export const MAX_DEVICES = 64;

/** `DEVICES` is not one of the forms that are understood. */
export class DeviceSettingError extends Error {
  override readonly name = 'DeviceSettingError';
}

export type DeviceSetting = { kind: 'auto' } | { kind: 'listed'; devices: DeviceDescription[] };

function fail(problem: string): never {
  throw new DeviceSettingError(
    `DEVICES ${problem}. It may be auto, cpu, cpu:<number of devices>, or a list such as cuda:0,cuda:1.`,
  );
}

export function cpuDevices(count: number): DeviceDescription[] {
  return Array.from({ length: count }, (_, index) => ({ name: `cpu:${index}`, kind: 'cpu' as const, index }));
}

export function cudaDevice(index: number): DeviceDescription {
  return { name: `cuda:${index}`, kind: 'cuda', index };
}

/** @throws DeviceSettingError */
export function parseDeviceSetting(text: string): DeviceSetting {
  const setting = text.trim().toLowerCase();
  if (setting === 'auto') return { kind: 'auto' };
  if (setting === 'cpu') return { kind: 'listed', devices: cpuDevices(1) };
  const cpuCount = /^cpu:(\d{1,6})$/.exec(setting)?.[1];
  if (cpuCount !== undefined) {
    const count = Number(cpuCount);
    if (count < 1 || count > MAX_DEVICES) fail(`wants 1 to ${MAX_DEVICES} devices`);
    return { kind: 'listed', devices: cpuDevices(count) };
  }
  const indexes = setting.split(',').map((item) => /^cuda:(\d{1,3})$/.exec(item.trim())?.[1]);
  if (indexes.length > MAX_DEVICES) fail(`lists more than ${MAX_DEVICES} devices`);
  const devices = indexes.map((index) =>
    index === undefined ? fail('is not understood') : cudaDevice(Number(index)),
  );
  if (new Set(devices.map((device) => device.index)).size < devices.length) fail('lists a device twice');
  return { kind: 'listed', devices };
}
