import type { JobId } from '../../kernel/ids.js';
import type { DeviceDescription } from '../../kernel/device.js';

export type DeviceState = 'idle' | 'busy' | 'quarantined';

export interface DeviceView extends DeviceDescription {
  engine: string;
  state: DeviceState;
  /** Jobs that hold a lease now. */
  jobs: readonly JobId[];
  /** Milliseconds that the newest runs held the device, newest first, at most 10. */
  recentRunMs: readonly number[];
  /** Failures in a row. */
  failures: number;
  quarantine?: { reason: string; until: number };
}
