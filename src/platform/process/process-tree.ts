import { type ChildProcess, spawn } from 'node:child_process';
import type { FileSystemPort } from '../storage/file-system.port.js';
import { deferred } from './deferred.js';
import { findMarked, killMarked, MARK_VARIABLE, signalProcess } from './marked-processes.js';

export interface TreeOptions {
  /** A program and its arguments; no shell reads them. */
  command: readonly [string, ...string[]];
  /** The whole environment: nothing is inherited, so no secret leaks into it. */
  env: Readonly<Record<string, string>>;
  /** Unique to this tree; its processes are found by it. */
  mark: string;
  /** Standard output and standard error, piece by piece. */
  onOutput: (text: string) => void;
  files: FileSystemPort;
}

/** How the first process of a tree ended; both are null where it could not be started. */
export interface TreeExit {
  code: number | null;
  signal: string | null;
  /** Why it could not be started. */
  error?: string;
}

const LOOK_EVERY_MS = 50;

/** A program that starts others: it runs in a group of its own, and ends with everything it started. */
export class ProcessTree {
  readonly #child: ChildProcess;
  readonly #exited = deferred<TreeExit>();
  readonly #gone = deferred<void>();
  #killing: Promise<void> | undefined;

  constructor(private readonly options: TreeOptions) {
    const [file, ...args] = options.command;
    this.#child = spawn(file, args, {
      env: { ...options.env, [MARK_VARIABLE]: options.mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream
        ?.setEncoding('utf8')
        .on('data', options.onOutput)
        .on('error', () => undefined);
    // Not `close`: others of the tree may hold the pipes long after.
    this.#child.once('exit', (code, signal) => this.#exited.resolve({ code, signal }));
    this.#child.once('error', (error) => {
      if (this.#child.pid === undefined)
        this.#exited.resolve({ code: null, signal: null, error: error.message });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the first process has ended; others may be left. */
  get exited(): Promise<TreeExit> {
    return this.#exited.promise;
  }

  /** Resolves when {@link kill} was called and nothing of the tree is left. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Asks all to end, kills what is left after the grace, and resolves when none is. */
  kill(graceMs: number): Promise<void> {
    this.#killing ??= this.#kill(graceMs);
    return this.#killing;
  }

  async #kill(graceMs: number): Promise<void> {
    const { files, mark } = this.options;
    const until = performance.now() + graceMs;
    const asked = new Set<number>();
    this.#signalGroup('SIGTERM');
    while (performance.now() < until) {
      const left = await findMarked(files, mark);
      if (left.length === 0 && !this.#isRunning) break;
      // Those that have left the group, too.
      for (const { pid } of left.filter((process) => !asked.has(process.pid))) {
        asked.add(pid);
        signalProcess(pid, 'SIGTERM');
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    this.#signalGroup('SIGKILL');
    await killMarked(files, mark);
    await this.#exited.promise;
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.destroy();
    this.#gone.resolve();
  }

  get #isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Where there is no `/proc`, the group is all that is known. While its first process lives, its number is taken. */
  #signalGroup(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid !== undefined && this.#isRunning) signalProcess(-pid, signal);
  }
}
