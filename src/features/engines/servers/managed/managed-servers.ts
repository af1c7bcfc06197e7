import { join } from 'node:path';
import type { ServerSettings } from '../../../../config/index.js';
import type { Clock } from '../../../../kernel/clock.js';
import type { DeviceDescription } from '../../../../kernel/device.js';
import {
  cpuDevices,
  cudaDevice,
  MAX_DEVICES,
  parseDeviceSetting,
} from '../../../../kernel/device-setting.js';
import { listGpus } from '../../../../platform/process/list-gpus.js';
import { WatchedProcesses } from '../../../../platform/process/watched-processes.js';
import type { Storage } from '../../../../platform/storage/index.js';
import type { ServerLog } from '../server-slot.js';
import type { ServerTimings } from '../server-timings.js';
import { CommandError, commandOf } from './command-line.js';
import { COMMAND_PRESETS } from './command-presets.js';
import { ManagedServer } from './managed-server.js';
import { serverEnvironment, visibleGpus } from './server-environment.js';
import { ServerLogFile } from './server-log-file.js';

export interface ManagedServersOptions {
  /** As in `ENGINES`. */
  engine: string;
  settings: ServerSettings;
  /** The `DEVICES` setting. */
  devices: string;
  storage: Storage;
  /** Absolute. */
  dataDir: string;
  /** What the portal was started with; servers get a small part of it. */
  environment: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  log: ServerLog;
  timings: ServerTimings;
  watchdogModulePath?: string;
}

/** The servers of one engine that the portal starts itself, one for each device. */
export class ManagedServers {
  readonly #processes: WatchedProcesses;

  constructor(private readonly options: ManagedServersOptions) {
    const { storage, dataDir, engine, watchdogModulePath } = options;
    this.#processes = new WatchedProcesses({
      files: storage.files,
      dataDir,
      purpose: engine,
      ...(watchdogModulePath === undefined ? {} : { watchdogModulePath }),
    });
  }

  /** Not started yet. @throws DeviceSettingError, CommandError */
  async make(): Promise<[DeviceDescription, ManagedServer][]> {
    const template = this.#template();
    const devices = await this.#devices();
    return devices.map((device) => [device, this.#server(device, template)]);
  }

  /** Resolves when every process is gone. */
  stop(): Promise<void> {
    return this.#processes.stop(this.options.timings.stopGraceMs);
  }

  #template(): string {
    const { engine, settings } = this.options;
    const preset = settings.model === undefined ? undefined : COMMAND_PRESETS[engine];
    const template = settings.command ?? preset;
    if (template !== undefined) return template;
    const name = engine.toUpperCase().replaceAll('-', '_');
    const model = engine in COMMAND_PRESETS ? `, or ${name}_MODEL` : '';
    throw new CommandError(`The engine ${engine} wants ${name}_URLS or ${name}_COMMAND${model}.`);
  }

  async #devices(): Promise<readonly DeviceDescription[]> {
    const setting = parseDeviceSetting(this.options.devices);
    if (setting.kind === 'listed') return setting.devices;
    const gpus = (await listGpus()).slice(0, MAX_DEVICES);
    return gpus.length > 0 ? gpus.map(cudaDevice) : cpuDevices(1);
  }

  #server(device: DeviceDescription, template: string): ManagedServer {
    const { engine, settings, environment, storage, dataDir, clock, log, timings } = this.options;
    const gpus = visibleGpus(device);
    const command = (port: number) =>
      commandOf(template, {
        port: String(port),
        device: gpus.join(','),
        gpus: String(gpus.length),
        model: settings.model,
      });
    // What is wrong with it shows now, not when the first job comes.
    command(1);
    const logName = `${engine}-${device.name.replaceAll(':', '-')}.log`;
    return new ManagedServer({
      device,
      command,
      env: serverEnvironment(environment, device),
      processes: this.#processes,
      output: new ServerLogFile(storage, join(dataDir, 'logs', 'engines', logName), log),
      clock,
      log,
      timings,
    });
  }
}
