import type { JobId } from '../../kernel/ids.js';
import type { DeviceDescription } from '../../kernel/device.js';

/** `backing-off`: its server said that it is full; it is left alone for a moment, and nothing is wrong with it. */
export type DeviceState = 'idle' | 'busy' | 'backing-off' | 'quarantined';

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
  /** While its server is full: what it said, and when it is asked again. */
  backOff?: { reason: string; until: number };
}
