import type { DeviceDescription } from './device.js';

export const MAX_DEVICES = 64;

/** `DEVICES` is not one of the forms that are understood. */
export class DeviceSettingError extends Error {
  override readonly name = 'DeviceSettingError';
}

export type DeviceSetting = { kind: 'auto' } | { kind: 'listed'; devices: DeviceDescription[] };

function fail(problem: string): never {
  throw new DeviceSettingError(
    `DEVICES ${problem}. It may be auto, cpu, cpu:<number of devices>, or a list such as cuda:0,cuda:1; ` +
      'cuda:0+1 is a group of GPUs that work on one job together.',
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
  const items = setting.split(',');
  if (items.length > MAX_DEVICES) fail(`lists more than ${MAX_DEVICES} devices`);
  const devices = items.map((item) => cudaItem(item.trim()));
  const gpus = devices.flatMap((device) => device.members ?? [device.index]);
  if (gpus.length > MAX_DEVICES) fail(`lists more than ${MAX_DEVICES} devices`);
  // A GPU in two groups, or in a group and by itself, would get two jobs at once.
  if (new Set(gpus).size < gpus.length) fail('lists a device twice');
  return { kind: 'listed', devices };
}

function cudaItem(text: string): DeviceDescription {
  const list = /^cuda:(\d{1,3}(?:\+\d{1,3})*)$/.exec(text)?.[1];
  const members = list?.split('+').map(Number) ?? fail('is not understood');
  const [index = 0] = members;
  if (members.length === 1) return cudaDevice(index);
  return { name: `cuda:${members.join('+')}`, kind: 'cuda', index, members };
}
