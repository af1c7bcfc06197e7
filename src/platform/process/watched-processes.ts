import { createHash, randomUUID } from 'node:crypto';
import type { FileSystemPort } from '../storage/file-system.port.js';
import { compiledModule } from './compiled-module.js';
import { type Deferred, deferred } from './deferred.js';
import { findMarked, killMarked, startTicksOf } from './marked-processes.js';
import { ProcessTree, type TreeOptions } from './process-tree.js';
import { WorkerProcess } from './worker-process.js';

export interface WatchedOptions {
  files: FileSystemPort;
  /** Names the installation: processes of a portal on these data that was killed are leftovers of this one. */
  dataDir: string;
  /** Letters, digits and hyphens; one set of processes within the portal. */
  purpose: string;
  /** Compiled `process-watchdog.js`; by default the one of this build. */
  watchdogModulePath?: string;
}

/**
 * Process trees that do not outlive the portal, not even if it is killed: a watchdog process ends them then. If that was
 * killed too, the next portal on the same data ends them before it starts its own.
 */
export class WatchedProcesses {
  readonly #trees = new Set<ProcessTree>();
  #prefix: Promise<string> | undefined;
  #watchdog: { process: WorkerProcess; ready: Deferred<void> } | undefined;
  #isStopped = false;

  constructor(private readonly options: WatchedOptions) {}

  /** @throws Error where the watchdog cannot be started; nothing runs unwatched */
  async spawn(options: Omit<TreeOptions, 'mark' | 'files'>): Promise<ProcessTree> {
    this.#prefix ??= this.#prepare();
    this.#prefix.catch(() => (this.#prefix = undefined));
    const prefix = await this.#prefix;
    await this.#watch(prefix);
    if (this.#isStopped) throw new Error('the portal stops');
    const tree = new ProcessTree({ ...options, files: this.options.files, mark: `${prefix}${randomUUID()}` });
    this.#trees.add(tree);
    void tree.gone.then(() => this.#trees.delete(tree));
    return tree;
  }

  /** Resolves when all are gone. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#trees].map((tree) => tree.kill(graceMs)));
    this.#watchdog?.process.kill('SIGKILL');
  }

  /** Ends what portals left that are gone. @returns what the marks of this portal begin with */
  async #prepare(): Promise<string> {
    const { files, dataDir, purpose } = this.options;
    const installation = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
    const owners = new Map<string, string[]>();
    for (const { mark } of await findMarked(files, `${installation}.`)) {
      const owner = mark.split('.')[1] ?? '';
      owners.set(owner, [...(owners.get(owner) ?? []), mark]);
    }
    for (const [owner, marks] of owners) {
      const [pid, ticks] = owner.split('-');
      if ((await startTicksOf(files, Number(pid))) === ticks) continue;
      for (const mark of marks) await killMarked(files, mark);
    }
    const ticks = (await startTicksOf(files, process.pid)) ?? '0';
    return `${installation}.${process.pid}-${ticks}.${purpose}.`;
  }

  async #watch(prefix: string): Promise<void> {
    this.#watchdog ??= this.#startWatchdog(prefix);
    await this.#watchdog.ready.promise;
  }

  #startWatchdog(prefix: string): { process: WorkerProcess; ready: Deferred<void> } {
    const ready = deferred<void>();
    const watchdog = new WorkerProcess({
      modulePath: this.options.watchdogModulePath ?? compiledModule(import.meta.url, 'process-watchdog.js'),
      args: [prefix],
      env: {},
      onMessage: () => ready.resolve(),
      onExit: ({ stderrTail }) => {
        ready.reject(new Error(`the watchdog of processes ended: ${stderrTail}`));
        this.#watchdog = undefined;
        const isNeeded = !this.#isStopped && this.#trees.size > 0;
        // One that cannot be started fails the next start of a process instead.
        if (isNeeded) this.#watch(prefix).catch(() => undefined);
      },
    });
    ready.promise.catch(() => undefined);
    return { process: watchdog, ready };
  }
}
