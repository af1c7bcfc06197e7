import './devices-strip.css';
import type { Device } from '../api/types.js';
import { messageOf } from '../api/http.js';
import { useDevices } from '../api/queries.js';
import { count, moment } from '../text/format.js';

const TONE = {
  idle: '',
  busy: 'badge--active',
  'backing-off': '',
  quarantined: 'badge--warn',
} as const satisfies Record<Device['state'], string>;

export function DevicesStrip() {
  const { data, error } = useDevices();
  const devices = data?.items ?? [];
  return (
    <section className="panel devices" aria-labelledby="devices-title">
      <h2 className="devices__title" id="devices-title">
        Devices
      </h2>
      {data === undefined && <p className="quiet">{error === null ? 'Reading…' : messageOf(error)}</p>}
      {data !== undefined && devices.length === 0 && <p className="quiet">None found.</p>}
      <ul className="devices__list">
        {devices.map((device) => (
          <DeviceChip key={device.name} device={device} />
        ))}
      </ul>
    </section>
  );
}

function DeviceChip({ device }: { device: Device }) {
  return (
    <li className="device" data-device={device.name} data-state={device.state}>
      <span className={`badge ${TONE[device.state]}`}>
        <span className="dot" aria-hidden="true" />
        {device.name}
      </span>
      <span className="quiet">{describeDevice(device)}</span>
    </li>
  );
}

function describeDevice({ running, quarantine, back_off: backOff }: Device): string {
  if (quarantine === null && backOff !== null) return 'its server is full, waiting';
  if (quarantine === null) return running === 0 ? 'idle' : count(running, 'job');
  const isOver = Date.parse(quarantine.until) <= Date.now();
  return `${isOver ? 'being tried again' : `resting until ${moment(quarantine.until, new Date())}`}: ${quarantine.reason}`;
}
