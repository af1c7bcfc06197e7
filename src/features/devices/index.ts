export type { DeviceState, DeviceView } from './device.types.js';
export { DevicesModule } from './devices.module.js';
export { DevicesService, type Probe, type RunReport } from './devices.service.js';
export { toldDevicesSchema } from './told-devices.js';
