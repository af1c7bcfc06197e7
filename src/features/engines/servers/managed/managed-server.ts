import type { Clock } from '../../../../kernel/clock.js';
import type { DeviceDescription } from '../../../../kernel/device.js';
import { messageOf } from '../../../../kernel/errors.js';
import { freePort } from '../../../../platform/process/free-port.js';
import type { ProcessTree, TreeExit } from '../../../../platform/process/process-tree.js';
import type { WatchedProcesses } from '../../../../platform/process/watched-processes.js';
import { DeviceFaultError } from '../../engine.port.js';
import { cutText } from '../http/safe-text.js';
import type { ServerHost } from '../server-host.js';
import type { ServerTarget } from '../server-protocol.js';
import type { ServerLog } from '../server-slot.js';
import type { ServerTimings } from '../server-timings.js';
import type { ServerLogFile } from './server-log-file.js';

export interface ManagedServerOptions {
  device: DeviceDescription;
  /** The command for a port. */
  command: (port: number) => [string, ...string[]];
  env: Readonly<Record<string, string>>;
  processes: WatchedProcesses;
  output: ServerLogFile;
  timings: Pick<ServerTimings, 'stopGraceMs' | 'killGraceMs'>;
  clock: Clock;
  log: ServerLog;
}

const RESTART_MS = { first: 1000, longest: 60_000 };
/** A server that lived so long did start: its end is no part of a row of failed starts. */
const HEALTHY_MS = 60_000;

/** A server that the portal starts, watches, starts again when it ends, and stops with everything it started. */
export class ManagedServer implements ServerHost {
  readonly isOwn = true;
  #target: ServerTarget;
  #tree: ProcessTree | undefined;
  #died = new AbortController();
  #starting: Promise<void> | undefined;
  /** Settles when everything that the last process started is gone. */
  #gone: Promise<void> = Promise.resolve();
  #cancelRestart: () => void = () => undefined;
  #failures = 0;
  #notBefore = 0;
  #lastEnd = 'it has not been started yet';
  /** Why it is being killed, if it is. */
  #condemned: string | undefined;
  #isStopped = false;

  constructor(private readonly options: ManagedServerOptions) {
    // Nobody listens at port 0.
    this.#target = { device: options.device.name, baseUrl: 'http://127.0.0.1:0' };
  }

  get target(): ServerTarget {
    return this.#target;
  }

  get died(): AbortSignal {
    return this.#died.signal;
  }

  get pid(): number | undefined {
    return this.#tree?.pid;
  }

  /** @throws DeviceFaultError where it ended so often that it is given time */
  async ensureStarted(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#tree !== undefined && !this.died.aborted) return;
    await this.#gone;
    const { clock, device } = this.options;
    const waitMs = this.#notBefore - clock.now();
    if (this.#failures > 1 && waitMs > 0) {
      const wait = `it is started again in ${Math.ceil(waitMs / 1000)} s`;
      throw new DeviceFaultError(
        `${device.name}: ended ${this.#failures} times in a row; ${wait}; ${this.#lastEnd}`,
      );
    }
    await this.#start();
  }

  async kill(reason: string): Promise<void> {
    const tree = this.#tree;
    if (tree === undefined) return;
    this.#condemned = reason;
    await tree.kill(this.options.timings.killGraceMs);
    await this.#gone;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelRestart();
    await this.#starting?.catch(() => undefined);
    await this.#tree?.kill(this.options.timings.stopGraceMs);
    await this.#gone;
    await this.options.output.written();
  }

  #start(): Promise<void> {
    this.#starting ??= this.#spawn().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #spawn(): Promise<void> {
    const { command, env, processes, output, clock, device } = this.options;
    this.#cancelRestart();
    const port = await freePort();
    if (this.#isStopped) throw new Error('The engine has been stopped');
    const startedAt = clock.now();
    output.begin(`${new Date(startedAt).toISOString()} ${device.name} starts on port ${port}`);
    const tree = await processes.spawn({ command: command(port), env, onOutput: (text) => output.add(text) });
    this.#target = { device: device.name, baseUrl: `http://127.0.0.1:${port}` };
    this.#died = new AbortController();
    this.#condemned = undefined;
    this.#tree = tree;
    this.#gone = tree.exited.then((how) => this.#ended(tree, how, startedAt));
  }

  /** The others of a tree whose first process ended hold the GPU until they are gone, too. */
  async #ended(tree: ProcessTree, how: TreeExit, startedAt: number): Promise<void> {
    const { clock, device, log } = this.options;
    const text = this.#describe(how);
    this.#died.abort(new DeviceFaultError(`${device.name}: ${text}`));
    try {
      await tree.kill(this.options.timings.killGraceMs);
    } catch (error) {
      log.warn({ device: device.name, reason: messageOf(error) }, 'processes of a server may be left');
    }
    this.#tree = undefined;
    this.#lastEnd = text;
    if (this.#isStopped) return;
    const livedMs = clock.now() - startedAt;
    const isFailure = this.#condemned === undefined;
    this.#failures = isFailure && livedMs < HEALTHY_MS ? this.#failures + 1 : Number(isFailure);
    const delay = this.#failures === 0 ? 0 : RESTART_MS.first * 2 ** Math.min(this.#failures - 1, 10);
    this.#restartAfter(Math.min(delay, RESTART_MS.longest));
    log.warn({ device: device.name, reason: text, failures: this.#failures }, 'a server has ended');
  }

  /** Starts it again by itself, so that it is ready when its next job comes. */
  #restartAfter(delayMs: number): void {
    const { clock, log, device } = this.options;
    this.#notBefore = clock.now() + delayMs;
    this.#cancelRestart = clock.schedule(delayMs, () => {
      this.#start().catch((error: unknown) => {
        if (!this.#isStopped)
          log.warn({ device: device.name, reason: messageOf(error) }, 'a server could not be started again');
      });
    });
  }

  #describe({ code, signal, error }: TreeExit): string {
    if (this.#condemned !== undefined) return `its server was ended: ${this.#condemned}`;
    if (error !== undefined) return `its server could not be started: ${error}`;
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const { tail } = this.options.output;
    return cutText(`its server ended with ${how}${tail === '' ? '' : `: ${tail.slice(-300)}`}`);
  }
}
