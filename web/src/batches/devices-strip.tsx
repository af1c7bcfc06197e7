import './devices-strip.css';
import type { Device } from '../api/types.js';
import { useDevices } from '../api/queries.js';
import { hrefOf } from '../shell/route.js';
import { count, moment } from '../text/format.js';

const TONE = {
  idle: '',
  busy: 'badge--active',
  'backing-off': 'badge--warn',
  quarantined: 'badge--bad',
} as const satisfies Record<Device['state'], string>;

/** Every device at a glance; what is wrong with one is said in words. */
export function DevicesStrip() {
  const { data, error } = useDevices();
  // What it means that devices cannot be read is the business of the connection badge and the key panel.
  if (data === undefined) return error === null ? <p className="quiet">Reading the devices…</p> : null;
  if (data.items.length === 0) return <p className="quiet">No devices were found.</p>;
  return (
    <ul className="devices__list" aria-label="Devices">
      {data.items.map((device) => (
        <DeviceChip key={device.name} device={device} />
      ))}
    </ul>
  );
}

function DeviceChip({ device }: { device: Device }) {
  const trouble = troubleOf(device);
  return (
    <li className="device" data-device={device.name} data-state={device.state}>
      <a className={`badge ${TONE[device.state]}`} href={hrefOf('machines')}>
        <span className="dot" aria-hidden="true" />
        {device.name}
        <span className="visually-hidden">
          , {device.state === 'busy' ? count(device.running, 'job') : device.state}
        </span>
      </a>
      {trouble !== undefined && <span className="quiet device__trouble">{trouble}</span>}
    </li>
  );
}

/** Why a device gets no work now; undefined where it does. */
export function troubleOf({ quarantine, back_off: backOff }: Device): string | undefined {
  if (quarantine === null && backOff !== null) return `its server is full, waiting: ${backOff.reason}`;
  if (quarantine === null) return undefined;
  const isOver = Date.parse(quarantine.until) <= Date.now();
  return `${isOver ? 'being tried again' : `resting until ${moment(quarantine.until, new Date())}`}: ${quarantine.reason}`;
}
