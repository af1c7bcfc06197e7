import type { ServerSettings } from '../../../config/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { DeviceDescription } from '../../../kernel/device.js';
import { messageOf } from '../../../kernel/errors.js';
import type { Storage } from '../../../platform/storage/index.js';
import {
  type EngineCapabilities,
  EnginePort,
  EngineRefusedError,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
} from '../engine.port.js';
import { problemsOf } from '../spec-check.js';
import {
  type CapabilitiesFile,
  readCapabilitiesFile,
  UNKNOWN_CAPABILITIES,
  withCapabilitiesFile,
} from './capabilities-file.js';
import { ManagedServers } from './managed/managed-servers.js';
import { RecentRuns, runShape } from './recent-runs.js';
import { RemoteHost, type ServerHost } from './server-host.js';
import type { ServerProtocol } from './server-protocol.js';
import { type RunLimits, ServerRun } from './server-run.js';
import { type ServerLog, ServerSlot } from './server-slot.js';
import { SERVER_TIMINGS, type ServerTimings } from './server-timings.js';
import { SubmissionsFirst } from './submissions-first.js';
import { TimeLimit } from './timing.js';

export interface ServerAddress {
  baseUrl: string;
  /** A secret. */
  apiKey?: string;
  detail: string;
}

export interface ServerEngineOptions {
  protocol: ServerProtocol;
  settings: ServerSettings;
  /** The `DEVICES` setting, for servers that the portal starts itself. */
  devices: string;
  /** A secret; goes to each address of the settings. */
  apiKey?: string;
  /** Instead of the addresses of the settings, where each has a key of its own. `detail` is shown to people. */
  addresses?: readonly ServerAddress[];
  limits: RunLimits;
  storage: Storage;
  /** Where the logs and records of the portal's own servers go. Absolute. */
  dataDir: string;
  /** What the portal was started with: servers of its own get a small, harmless part of it. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Compiled `process-watchdog.js`; by default the one of this build. */
  watchdogModulePath?: string;
  clock: Clock;
  log: ServerLog;
  timings?: Partial<ServerTimings>;
}

const DESCRIBE_MS = 3000;

/** The engine that every kind of HTTP server is driven by; what differs between them is in their protocols. */
export class ServerEngine extends EnginePort {
  readonly name: string;
  readonly #stopping = new AbortController();
  readonly #recent = new RecentRuns();
  readonly #submissions: SubmissionsFirst;
  readonly #timings: ServerTimings;
  readonly #forgetTimers = new Set<() => void>();
  #slots = new Map<string, ServerSlot>();
  #managed: ManagedServers | undefined;
  #file: CapabilitiesFile | undefined;
  #capabilities: EngineCapabilities | undefined;

  constructor(private readonly options: ServerEngineOptions) {
    super();
    this.name = options.protocol.name;
    this.#timings = { ...SERVER_TIMINGS, ...options.timings };
    this.#submissions = new SubmissionsFirst(options.clock);
  }

  get capabilities(): EngineCapabilities {
    if (this.#capabilities === undefined) throw new Error('The engine has not been opened');
    return this.#capabilities;
  }

  get devices(): readonly DeviceDescription[] {
    if (this.#capabilities === undefined) throw new Error('The engine has not been opened');
    return [...this.#slots.values()].map((slot) => slot.device);
  }

  /**
   * Servers that are down do not keep the portal from starting.
   * @throws CapabilitiesFileError, DeviceSettingError, CommandError, or an Error where no server is set up
   */
  async open(): Promise<void> {
    const { settings, storage, protocol } = this.options;
    if (settings.capabilitiesFile !== undefined)
      this.#file = await readCapabilitiesFile(storage.files, settings.capabilitiesFile);
    const servers = await this.#servers();
    this.#slots = new Map(servers.map(([device, host]) => [device.name, this.#slot(device, host)]));
    this.#know(
      protocol.assumedCapabilities ?? {
        ...UNKNOWN_CAPABILITIES,
        cancel: protocol.cancelLevel,
        model: settings.model ?? protocol.name,
      },
    );
    this.#startOwnServers();
    await this.#describe([...this.#slots.values()].filter((slot) => !slot.host.isOwn));
  }

  async start(device: DeviceDescription, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const slot = this.#slotOf(device);
    await slot.ready(signal, this.options.limits.startTimeoutMs);
    await this.#describe([slot]);
  }

  async generate(spec: GenerationSpec, context: GenerateContext): Promise<GenerationOutput> {
    this.#stopping.signal.throwIfAborted();
    // A job that a server has already is ended there before anything is said of its end.
    if (context.remoteJob === undefined) context.signal.throwIfAborted();
    const problems = problemsOf(spec, this.capabilities).map(({ path, message }) => `${path} ${message}`);
    if (problems.length > 0) throw new EngineRefusedError(problems.join('; '));
    const parts = {
      slot: this.#slotOf(context.device),
      files: this.options.storage.files,
      recent: this.#recent,
      submissions: this.#submissions,
      limits: this.options.limits,
      onReady: (slot: ServerSlot) => void this.#describe([slot]),
      onFetched: (slot: ServerSlot, id: string) => this.#forgetLater(slot, id),
    };
    return new ServerRun(parts, spec, context).execute();
  }

  override remember(spec: GenerationSpec, device: DeviceDescription, runMs: number): void {
    for (const runs of [this.#recent, this.#slotOf(device).recent]) runs.add(runShape(spec), runMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The engine has been stopped'));
    for (const cancel of this.#forgetTimers) cancel();
    this.#forgetTimers.clear();
    await Promise.all([...this.#slots.values()].map((slot) => slot.host.stop()));
    await this.#managed?.stop();
  }

  async #servers(): Promise<[DeviceDescription, ServerHost][]> {
    const { settings, apiKey } = this.options;
    const key = apiKey === undefined ? {} : { apiKey };
    const addresses =
      this.options.addresses ??
      settings.urls.map((baseUrl) => ({ baseUrl, detail: new URL(baseUrl).host, ...key }));
    if (addresses.length === 0) return await this.#ownServers();
    return addresses.map(({ detail, ...address }, index) => {
      const name = `${this.name}:${index}`;
      const host = new RemoteHost({ device: name, ...address });
      return [{ name, kind: 'remote', index, detail }, host];
    });
  }

  async #ownServers(): Promise<[DeviceDescription, ServerHost][]> {
    const { environment = {}, ...options } = this.options;
    this.#managed = new ManagedServers({
      ...options,
      engine: this.name,
      environment,
      timings: this.#timings,
    });
    return await this.#managed.make();
  }

  /** In the background: their models take minutes to load, and nobody waits for that but jobs. */
  #startOwnServers(): void {
    const { log } = this.options;
    for (const slot of this.#slots.values()) {
      if (!slot.host.isOwn) continue;
      this.start(slot.device, this.#stopping.signal).catch((error: unknown) => {
        if (this.#stopping.signal.aborted) return;
        log.warn({ device: slot.device.name, reason: messageOf(error) }, 'a server could not be started');
      });
    }
  }

  #slot(device: DeviceDescription, host: ServerHost): ServerSlot {
    const { protocol, clock, log } = this.options;
    const stopping = this.#stopping.signal;
    return new ServerSlot(device, host, { protocol, clock, log, stopping, timings: this.#timings });
  }

  #slotOf(device: DeviceDescription): ServerSlot {
    const slot = this.#slots.get(device.name);
    if (slot === undefined) throw new Error(`${this.name} has no device ${device.name}`);
    return slot;
  }

  #know(capabilities: EngineCapabilities): void {
    this.#capabilities = withCapabilitiesFile(capabilities, this.#file);
  }

  /** What the first of them says that answers; if none does, nothing changes. */
  async #describe(slots: readonly ServerSlot[]): Promise<void> {
    if (slots.length === 0) return;
    const { protocol, clock, log } = this.options;
    const others = new AbortController();
    const stop = [this.#stopping.signal, others.signal];
    using limit = new TimeLimit(clock, DESCRIBE_MS, new Error('no answer'), stop);
    try {
      this.#know(await Promise.any(slots.map((slot) => protocol.describe(slot.target, limit.signal))));
    } catch (error) {
      const reasons = error instanceof AggregateError ? error.errors.map(messageOf) : [messageOf(error)];
      if (!this.#stopping.signal.aborted)
        log.warn({ engine: this.name, reasons: reasons.slice(0, 8) }, 'no server told what it can do');
    } finally {
      others.abort(new Error('another server answered'));
    }
  }

  /** The portal needs some time to make a result durable; until then the server's copy may be needed again. */
  #forgetLater(slot: ServerSlot, id: string): void {
    if (this.options.protocol.forget === undefined) return;
    const cancel = this.options.clock.schedule(this.#timings.forgetMs, () => {
      this.#forgetTimers.delete(cancel);
      void this.#forget(slot, id);
    });
    this.#forgetTimers.add(cancel);
  }

  async #forget(slot: ServerSlot, id: string): Promise<void> {
    const { clock, log, protocol } = this.options;
    using limit = new TimeLimit(clock, DESCRIBE_MS, new Error('no answer'), [this.#stopping.signal]);
    try {
      await protocol.forget?.(slot.target, id, limit.signal);
    } catch (error) {
      log.warn(
        { device: slot.device.name, remoteJob: id, reason: messageOf(error) },
        'a server keeps what it was given for a finished job',
      );
    }
  }
}
