import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import type { DeviceDescription } from '../../kernel/device.js';
import { messageOf } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import { type Lease, LeasePool } from '../../kernel/lease-pool.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import { BackOff } from './back-off.js';
import { DeviceHealth } from './device-health.js';
import type { DeviceState, DeviceView } from './device.types.js';

/** Makes a quarantined device work again, or rejects. */
export type Probe = (device: DeviceDescription, signal: AbortSignal) => Promise<void>;

/** A probe that hangs says that the device is not well. */
const PROBE_TIMEOUT_MS = 120_000;

interface Device {
  description: DeviceDescription;
  engine: string;
  probe: Probe;
  health: DeviceHealth;
  backOff: BackOff;
  jobs: JobId[];
  cancelProbe?: () => void;
  cancelBackOff?: () => void;
}

export interface RunReport {
  /** Undefined where the run's length says nothing about others: it went on after a restart. */
  shape: string | undefined;
  /** How long it held the lease. */
  runMs: number;
  outcome: { ok: true } | { ok: false; broke: boolean; reason: string };
}

/** The inventory: which devices there are, who holds them, and which of them are well. */
@Injectable()
export class DevicesService {
  readonly #devices = new Map<string, Device>();
  readonly #pool: LeasePool;
  readonly #logger = new Logger(DevicesService.name);
  readonly #stopping = new AbortController();
  #onAvailable: () => void = () => undefined;
  /** Before the names of its devices, where several processes have devices of the same name. */
  #prefix = '';
  #elsewhere: readonly DeviceView[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly metrics: MetricsService,
  ) {
    this.#pool = new LeasePool(config.deviceConcurrency, () => this.#onAvailable());
  }

  /** @param callback called whenever a device may have become free */
  whenAvailable(callback: () => void): void {
    this.#onAvailable = callback;
  }

  /** @throws Error if another engine has the device already: each would give it a job */
  /** @param slotsOf jobs at once on a device, where that is not `DEVICE_CONCURRENCY` */
  register(
    engine: string,
    descriptions: readonly DeviceDescription[],
    probe: Probe,
    slotsOf: (device: DeviceDescription) => number | undefined = () => undefined,
  ): void {
    for (const description of descriptions) {
      const other = this.#devices.get(description.name)?.engine;
      if (other !== undefined) {
        throw new Error(
          `The engines ${other} and ${engine} both want the device ${description.name}. Take one of them out of ` +
            'ENGINES, or run its servers yourself and name them by their addresses.',
        );
      }
      this.#pool.add(description, () => slotsOf(description) ?? this.config.deviceConcurrency);
      this.#devices.set(description.name, {
        description,
        engine,
        probe,
        health: new DeviceHealth(),
        backOff: new BackOff(),
        jobs: [],
      });
    }
  }

  /** The engine's devices in the order of its own list. */
  namesOf(engine: string): string[] {
    return [...this.#devices.values()]
      .filter((device) => device.engine === engine)
      .map((d) => d.description.name);
  }

  /** Engines that have devices. */
  get engines(): string[] {
    return [...new Set([...this.#devices.values()].map((device) => device.engine))];
  }

  get count(): number {
    return this.#devices.size;
  }

  canTake(name: string): boolean {
    const { health, backOff } = this.#get(name);
    return health.quarantine === undefined && backOff.current === undefined && this.#pool.isFree(name);
  }

  /** How many jobs can run at once on all devices together. */
  get capacity(): number {
    return this.#pool.size;
  }

  /** How many devices of an engine are well and have no room for another job. */
  busyOf(engine: string): number {
    return [...this.#devices.values()].filter(
      (device) =>
        device.engine === engine &&
        device.health.quarantine === undefined &&
        device.backOff.current === undefined &&
        !this.#pool.isFree(device.description.name),
    ).length;
  }

  /** How many jobs hold a lease of the device. */
  loadOf(name: string): number {
    return this.#pool.used(name);
  }

  /** Undefined if the device is busy, backing off or in quarantine. */
  tryLease(name: string, job: JobId): Lease | undefined {
    return this.canTake(name) ? this.#lease(name, job) : undefined;
  }

  /**
   * For a job that the device's server has already: also of a device that is not well, since only asking tells whether
   * the job is lost, and a device that never gets well must not keep it for ever. Undefined if the device is busy.
   */
  tryLeaseAgain(name: string, job: JobId): Lease | undefined {
    return this.#lease(name, job);
  }

  #lease(name: string, job: JobId): Lease | undefined {
    const device = this.#get(name);
    const lease = this.#pool.tryAcquire(name);
    if (lease !== undefined) {
      device.jobs.push(job);
      this.#announce(name);
    }
    return lease;
  }

  /** Gives a lease back with what it showed about the device. */
  finish(lease: Lease, job: JobId, report: RunReport): void {
    const device = this.#get(lease.device.name);
    device.jobs = device.jobs.filter((other) => other !== job);
    this.metrics.deviceBusy.inc({ device: lease.device.name }, report.runMs / 1000);
    if (report.outcome.ok) {
      device.health.succeeded(report.shape, report.runMs);
      device.backOff.forget();
    } else this.#failed(device, report.outcome.reason, report.outcome.broke);
    lease.release();
    this.#announce(lease.device.name);
  }

  /** Gives a lease back without a word about the device: the job was cancelled or refused. */
  giveBack(lease: Lease, job: JobId, runMs: number): void {
    const device = this.#get(lease.device.name);
    device.jobs = device.jobs.filter((other) => other !== job);
    this.metrics.deviceBusy.inc({ device: lease.device.name }, runMs / 1000);
    lease.release();
    this.#announce(lease.device.name);
  }

  /**
   * Gives a lease back of a device whose server is full: no fault, but no job either for a while, which grows while
   * nothing is taken.
   */
  giveBackFull(lease: Lease, job: JobId, full: { reason: string; retryAfterMs: number }): void {
    const device = this.#get(lease.device.name);
    device.backOff.begin(full.reason, full.retryAfterMs, this.clock.now());
    this.#planReturn(device);
    this.giveBack(lease, job, 0);
  }

  /** What became known of a device after its lease: it broke, or the result that it gave is none. */
  reproach(name: string, reason: string, broke = false): void {
    this.#failed(this.#get(name), reason, broke);
    this.#announce(name);
  }

  /** What a run before this start of the portal tells of those to come, and nothing of the device's health. */
  remember(name: string, shape: string, runMs: number): void {
    this.#get(name).health.ran(shape, runMs);
  }

  runsOf(name: string, shape: string): readonly number[] {
    return this.#get(name).health.runsOf(shape);
  }

  find(name: string): DeviceDescription | undefined {
    return this.#devices.get(name)?.description;
  }

  /** Those of other processes too. */
  list(): DeviceView[] {
    return [...this.own(), ...this.#elsewhere];
  }

  /** As {@link list}, of this process alone. */
  own(): DeviceView[] {
    return [...this.#devices.values()].map((device) => {
      const { quarantine, failures, recentRunMs } = device.health;
      const backOff = device.backOff.current;
      return {
        ...device.description,
        name: this.#prefix + device.description.name,
        engine: device.engine,
        state: stateOf(device),
        jobs: device.jobs,
        recentRunMs,
        failures,
        ...(quarantine === undefined ? {} : { quarantine }),
        ...(backOff === undefined ? {} : { backOff }),
      };
    });
  }

  /** From now on its devices bear this before their names wherever they are shown. */
  showAs(prefix: string): void {
    this.#prefix = prefix;
  }

  /** What other processes tell of their devices. */
  tellElsewhere(devices: readonly DeviceView[]): void {
    const before = new Map(this.#elsewhere.map((device) => [device.name, JSON.stringify(device)]));
    this.#elsewhere = devices;
    for (const device of devices) {
      if (before.get(device.name) === JSON.stringify(device)) continue;
      this.events.publish({ type: 'device', name: device.name, at: this.clock.now(), isFromElsewhere: true });
    }
  }

  stop(): void {
    this.#stopping.abort();
    for (const device of this.#devices.values()) {
      device.cancelProbe?.();
      device.cancelBackOff?.();
    }
  }

  #planReturn(device: Device): void {
    const { current } = device.backOff;
    device.cancelBackOff?.();
    if (current === undefined || this.#stopping.signal.aborted) return;
    device.cancelBackOff = this.clock.schedule(current.until - this.clock.now(), () => {
      device.backOff.end();
      this.#announce(device.description.name);
      this.#onAvailable();
    });
  }

  #failed(device: Device, reason: string, broke: boolean): void {
    const { health, description } = device;
    this.metrics.deviceFaults.inc({ device: description.name });
    const wasWell = health.quarantine === undefined;
    health.failed(reason, broke, this.clock.now());
    if (wasWell && health.quarantine !== undefined) this.#planProbe(device);
  }

  #planProbe(device: Device): void {
    const { quarantine } = device.health;
    if (quarantine === undefined || this.#stopping.signal.aborted) return;
    this.#logger.warn(`device ${device.description.name} is in quarantine: ${quarantine.reason}`);
    device.cancelProbe = this.clock.schedule(
      quarantine.until - this.clock.now(),
      () => void this.#probe(device),
    );
  }

  async #probe(device: Device): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    try {
      await device.probe(device.description, signal);
      device.health.release();
      this.#logger.log(`device ${device.description.name} is back from quarantine`);
      this.#onAvailable();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      device.health.quarantineAgain(messageOf(error), this.clock.now());
      this.#planProbe(device);
    }
    this.#announce(device.description.name);
  }

  #get(name: string): Device {
    const device = this.#devices.get(name);
    if (device === undefined) throw new Error(`there is no device ${name}`);
    return device;
  }

  #announce(name: string): void {
    this.events.publish({ type: 'device', name: this.#prefix + name, at: this.clock.now() });
  }
}

function stateOf({ health, backOff, jobs }: Device): DeviceState {
  if (health.quarantine !== undefined) return 'quarantined';
  if (jobs.length > 0) return 'busy';
  return backOff.current === undefined ? 'idle' : 'backing-off';
}
