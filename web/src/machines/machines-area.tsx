import './machines-area.css';
import { useDevices, useEngines, useJob } from '../api/queries.js';
import type { Device, Engine } from '../api/types.js';
import { troubleOf } from '../batches/devices-strip.js';
import { hrefOf } from '../shell/route.js';
import { clock, count, duration, rangeText, stageText } from '../text/format.js';
import { ProblemNote } from '../ui/problem-note.js';
import { useNow } from '../ui/use-now.js';

const STATE: Record<Device['state'], { text: string; tone: string }> = {
  idle: { text: 'Idle', tone: 'badge--ok' },
  busy: { text: 'Busy', tone: 'badge--active' },
  'backing-off': { text: 'Waiting for its server', tone: 'badge--warn' },
  quarantined: { text: 'Resting', tone: 'badge--bad' },
};

/** What generates, where it stands, and what it is doing. */
export function MachinesArea() {
  const engines = useEngines();
  const devices = useDevices();
  const all = devices.data?.items ?? [];
  return (
    <div className="machines">
      <ProblemNote error={engines.error} what="Could not read the engines" />
      <ProblemNote
        error={devices.data === undefined ? devices.error : null}
        what="Could not read the devices"
      />
      {engines.data?.items.map((engine) => (
        <EnginePanel
          key={engine.name}
          engine={engine}
          devices={all.filter((device) => device.engine === engine.name)}
        />
      ))}
    </div>
  );
}

function EnginePanel({ engine, devices }: { engine: Engine; devices: readonly Device[] }) {
  const titleId = `engine-${engine.name}`;
  const working = devices.filter(({ state }) => state === 'idle' || state === 'busy').length;
  return (
    <section className="panel engine" aria-labelledby={titleId} data-engine={engine.name}>
      <div className="engine__head">
        <h2 id={titleId}>{engine.name}</h2>
        <span className="quiet">{engine.model}</span>
        <span className={`badge ${working === devices.length ? 'badge--ok' : 'badge--warn'}`}>
          {working} of {count(devices.length, 'device')} at work
        </span>
      </div>
      <EngineFacts engine={engine} />
      <ul className="engine__devices">
        {devices.map((device) => (
          <DeviceCard key={device.name} device={device} />
        ))}
      </ul>
      {devices.length === 0 && <p className="quiet">It has no devices.</p>}
    </section>
  );
}

const RANGES: readonly [keyof Engine['ranges'], string][] = [
  ['width', 'Width'],
  ['height', 'Height'],
  ['num_frames', 'Frames'],
  ['fps', 'Frames a second'],
  ['steps', 'Steps'],
  ['guidance_scale', 'Guidance'],
];

function EngineFacts({ engine }: { engine: Engine }) {
  return (
    <dl className="engine__facts">
      <div>
        <dt>Makes</dt>
        <dd>{engine.tasks.join(', ')}</dd>
      </div>
      {RANGES.map(([key, title]) => (
        <div key={key}>
          <dt>{title}</dt>
          <dd>{rangeText(engine.ranges[key])}</dd>
        </div>
      ))}
    </dl>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const { text, tone } = STATE[device.state];
  const trouble = troubleOf(device);
  const others = device.running - device.jobs.length;
  return (
    <li className="machine" data-device={device.name} data-state={device.state}>
      <div className="machine__head">
        <h3 className="machine__name">{device.name}</h3>
        <span className={`badge ${tone}`}>
          <span className="dot" aria-hidden="true" />
          {text}
        </span>
      </div>
      {device.detail !== null && <p className="quiet">{device.detail}</p>}
      {device.members !== null && <p className="quiet">Together: GPUs {device.members.join(', ')}</p>}
      {device.jobs.map((id) => (
        <CurrentJob key={id} id={id} />
      ))}
      {others > 0 && <p className="quiet">{count(others, 'job')} of somebody else</p>}
      {trouble !== undefined && <p className="note note--bad">{trouble}</p>}
      {device.failures > 0 && <p className="quiet">{count(device.failures, 'failure')} in a row</p>}
      <RecentRuns seconds={device.recent_run_seconds} name={device.name} />
    </li>
  );
}

function CurrentJob({ id }: { id: string }) {
  const { data: job } = useJob(id);
  const now = useNow(true);
  if (job === undefined) return <p className="quiet">Reading its job…</p>;
  const startedAt = job.attempts.at(-1)?.started_at;
  const elapsed = startedAt === undefined ? '' : clock((now - Date.parse(startedAt)) / 1000);
  return (
    <div className="machine__job">
      <p className="machine__prompt">
        {job.batch === null ? job.prompt : <a href={hrefOf('run', job.batch.id)}>{job.prompt}</a>}
      </p>
      <p className="quiet">
        {job.progress === null ? 'starting' : stageText(job.progress)}
        {elapsed !== '' && `, ${elapsed}`}
      </p>
    </div>
  );
}

/** Newest last, as time goes. */
function RecentRuns({ seconds, name }: { seconds: readonly number[]; name: string }) {
  if (seconds.length === 0) return <p className="quiet">No runs yet</p>;
  const longest = Math.max(...seconds);
  const oldestFirst = seconds.toReversed();
  return (
    <div className="machine__runs">
      <div
        className="machine__bars"
        role="img"
        aria-label={`Run times of ${name}, oldest first: ${oldestFirst.map(duration).join(', ')}`}
      >
        {oldestFirst.map((value, index) => (
          // A figure has no name of its own, and the list only shifts.
          <span key={index} style={{ blockSize: `${Math.max(8, (value / longest) * 100)}%` }} />
        ))}
      </div>
      <p className="quiet">
        last {duration(seconds[0] ?? 0)}, longest of {seconds.length}: {duration(longest)}
      </p>
    </div>
  );
}
