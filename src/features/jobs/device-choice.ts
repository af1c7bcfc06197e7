import type { WaitingJob } from './job-queue.js';

/** A device that can take a job now. */
export interface FreeDevice {
  name: string;
  /** Its place in its engine's list. */
  place: number;
  /** Jobs that it is working on already. */
  load: number;
}

/** The devices of one engine: how many there are, and which of them are free. */
export interface EngineDevices {
  count: number;
  free: readonly FreeDevice[];
}

/** A device for a job, and the engine that it belongs to. */
export interface DeviceChoice {
  engine: string;
  device: string;
}

/**
 * Which of the free devices a waiting job gets: one of the first of its engines that has any; there the least busy
 * one; and of those the first from where round robin points. One that broke under this job only where nothing else is
 * free: a device never idles while work waits. Pure, so that its properties can be tested by enumeration.
 * @param devices by engine; only engines with free devices need to be there
 */
export function chooseDevice(
  job: Pick<WaitingJob, 'engines' | 'preferred' | 'avoid'>,
  devices: ReadonlyMap<string, EngineDevices>,
): DeviceChoice | undefined {
  const isTrusted = (device: FreeDevice) => !job.avoid.has(device.name);
  return chooseAmong(job, devices, isTrusted) ?? chooseAmong(job, devices, (device) => !isTrusted(device));
}

function chooseAmong(
  job: Pick<WaitingJob, 'engines' | 'preferred'>,
  devices: ReadonlyMap<string, EngineDevices>,
  isWanted: (device: FreeDevice) => boolean,
): DeviceChoice | undefined {
  for (const engine of job.engines) {
    const { count, free } = devices.get(engine) ?? { count: 0, free: [] };
    const start = (job.preferred ?? 0) % Math.max(1, count);
    const distance = ({ place }: FreeDevice) => (place - start + count) % count;
    const [first, ...others] = free.filter(isWanted);
    if (first === undefined) continue;
    const best = others.reduce(
      (a, b) => (b.load < a.load || (b.load === a.load && distance(b) < distance(a)) ? b : a),
      first,
    );
    return { engine, device: best.name };
  }
  return undefined;
}
