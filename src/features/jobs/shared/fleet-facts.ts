import { Injectable, Logger } from '@nestjs/common';
import type { z } from 'zod';
import { Fleet, type Peer } from '../../../platform/fleet/index.js';
import { DevicesService, type DeviceView, toldDevicesSchema } from '../../devices/index.js';
import { EnginesService, type ToldEngine, toldEnginesSchema } from '../../engines/index.js';
import { JobQueue } from '../job-queue.js';
import { RunsElsewhere } from '../runs-elsewhere.js';
import { BullQueue } from './bull-queue.js';
import { RunTeller } from './run-teller.js';
import { toldRunsSchema } from './told-run.js';

interface Told {
  engines: ToldEngine[];
  devices: DeviceView[];
}

/** What the processes tell each other of their engines, devices and runs, in their signs. */
@Injectable()
export class FleetFacts {
  /** What a sign says is looked into once. */
  readonly #told = new Map<string, Told>();
  readonly #logger = new Logger(FleetFacts.name);
  /** Processes whose signs were not understood. */
  readonly #unread = new Set<string>();
  #enginesBefore = '';

  constructor(
    private readonly fleet: Fleet,
    private readonly engines: EnginesService,
    private readonly devices: DevicesService,
    private readonly runs: RunTeller,
    private readonly elsewhere: RunsElsewhere,
    private readonly queue: JobQueue,
  ) {}

  tell(): void {
    this.devices.showAs(`${this.fleet.name}/`);
    this.engines.tellElsewhere([], `${this.fleet.name}/`);
    this.fleet.tell('engines', () => this.engines.told());
    this.fleet.tell('devices', () => this.devices.own());
    this.fleet.tell('runs', () => this.runs.all());
    this.fleet.changes.subscribe((peer) => {
      this.#read(peer);
      this.take();
    });
    this.fleet.departures.subscribe(() => this.take());
  }

  /** Brings together what all of them have told. Engines are known on while their process is away. */
  take(): void {
    const peers = this.fleet.peers().sort((a, b) => (a.sign.id < b.sign.id ? -1 : 1));
    const alive = peers.filter(({ isAlive }) => isAlive);
    this.devices.tellElsewhere(alive.flatMap(({ sign }) => this.#told.get(sign.id)?.devices ?? []));
    const engines = peers.flatMap(({ sign, isAlive }) =>
      (this.#told.get(sign.id)?.engines ?? []).map((engine) =>
        isAlive ? engine : { ...engine, devices: [] },
      ),
    );
    const text = JSON.stringify(engines);
    if (text === this.#enginesBefore) return;
    this.#enginesBefore = text;
    this.engines.tellElsewhere(engines, `${this.fleet.name}/`);
    // Jobs that nobody could run may have found somebody.
    if (this.queue instanceof BullQueue) this.queue.sweepSoon();
  }

  #read({ sign }: Peer): void {
    const { engines, devices, runs } = sign.facts;
    this.#told.set(sign.id, {
      engines: this.#parse(sign.id, toldEnginesSchema, engines) ?? [],
      devices: this.#parse(sign.id, toldDevicesSchema, devices) ?? [],
    });
    for (const { id, ...run } of this.#parse(sign.id, toldRunsSchema, runs) ?? [])
      this.elsewhere.tell(id, { ...run, process: sign.id });
  }

  /** Told once a process: of another version, perhaps, in the middle of an upgrade. */
  #parse<Fact>(process: string, schema: z.ZodType<Fact>, told: unknown): Fact | undefined {
    const { data, error } = schema.safeParse(told);
    if (error !== undefined && !this.#unread.has(process)) {
      this.#unread.add(process);
      const [issue] = error.issues;
      this.#logger.warn(
        { process, at: issue?.path.join('.'), problem: issue?.message },
        'what a process tells of its engines, devices or runs is not understood, and left out',
      );
    }
    return data;
  }
}
