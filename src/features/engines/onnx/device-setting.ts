import {
  type DeviceSetting,
  DeviceSettingError,
  parseDeviceSetting as parse,
} from '../../../kernel/device-setting.js';

export {
  cpuDevices,
  cudaDevice,
  type DeviceSetting,
  DeviceSettingError,
  MAX_DEVICES,
} from '../../../kernel/device-setting.js';

/** As for every engine, but without groups: a model in ONNX runs on one GPU. @throws DeviceSettingError */
export function parseDeviceSetting(text: string): DeviceSetting {
  const setting = parse(text);
  const group = setting.kind === 'listed' ? setting.devices.find((device) => device.members) : undefined;
  if (group === undefined) return setting;
  throw new DeviceSettingError(
    `DEVICES has the group ${group.name}, but the engine onnx runs each job on one GPU. ` +
      'Write its GPUs one by one (cuda:0,cuda:1), or take onnx out of ENGINES.',
  );
}
