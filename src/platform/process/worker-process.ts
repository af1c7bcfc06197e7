import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { errnoOf } from '../../kernel/errors.js';

export interface WorkerExit {
  code: number | null;
  signal: string | null;
  /** The end of what the child wrote to standard error. */
  stderrTail: string;
}

export interface WorkerOptions {
  /** Compiled JavaScript module to run. */
  modulePath: string;
  args?: readonly string[];
  /** The child's whole environment: nothing is inherited, so no secret leaks into it. */
  env: Readonly<Record<string, string>>;
  /**
   * How far the child stands back behind the portal and others when processors are short: 0 (not at all) to 19, as
   * `nice` counts.
   */
  niceness?: number;
  onMessage: (message: unknown) => void;
  /** Called once, however the process ended, after its last message and its last output. */
  onExit: (how: WorkerExit) => void;
  /** Standard error of the child, piece by piece. */
  onStderr?: (text: string) => void;
}

const STDERR_TAIL_CHARACTERS = 4000;

/** A child process that speaks structured messages. It ends by itself when its parent is gone. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #exited = false;
  #stderrTail = '';

  constructor(options: WorkerOptions) {
    this.#child = fork(options.modulePath, [...(options.args ?? [])], {
      env: { ...options.env },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#standBack(options.niceness ?? 0);
    const ended = (code: number | null, signal: string | null) => {
      if (this.#exited) return;
      this.#exited = true;
      options.onExit({ code, signal, stderrTail: this.#stderrTail });
    };
    this.#child.on('message', options.onMessage);
    this.#child.on('close', ended);
    this.#child.on('error', (error) => {
      this.#stderrTail += error.message;
      // A child that never started has no process id and will not emit `close`.
      if (this.#child.pid === undefined) ended(null, null);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-STDERR_TAIL_CHARACTERS);
      options.onStderr?.(text);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False if the process is gone; the exit callback tells how. */
  send(message: Serializable): boolean {
    if (this.#exited || !this.#child.connected) return false;
    this.#child.send(message, () => undefined);
    return true;
  }

  /** Right after the start, so that all threads of the child inherit it. */
  #standBack(niceness: number): void {
    const { pid } = this.#child;
    // Never ahead of the portal itself, which only root could ask for.
    if (pid === undefined || niceness <= getPriority()) return;
    try {
      setPriority(pid, niceness);
    } catch (error) {
      // A child that is gone already tells so by its exit.
      if (errnoOf(error) !== 'ERR_SYSTEM_ERROR') throw error;
    }
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.#exited) this.#child.kill(signal);
  }
}
