import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DoubleKind, DoubleRun, DoubleSettings, FromDouble } from './double-messages.ts';

const MAIN = fileURLToPath(new URL('double-main.ts', import.meta.url));

/** A double in a process of its own; what it knew of its jobs stays known here when it is killed. */
export class DoubleProcess {
  readonly runs = new Map<string, DoubleRun>();
  readonly url: string;
  /** Requests that it got until its latest news. */
  requests = 0;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.on('message', (message: FromDouble) => {
      if (message.type !== 'run') return;
      this.runs.set(message.run.id, message.run);
      this.requests = message.requests;
    });
  }

  static async start(kind: DoubleKind): Promise<DoubleProcess> {
    const child = spawn(process.execPath, [MAIN, JSON.stringify({ kind } satisfies DoubleSettings)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const gone = once(child, 'exit').then(() => {
      throw new Error('a double ended before it listened');
    });
    gone.catch(() => undefined);
    const [ready] = (await Promise.race([once(child, 'message'), gone])) as [FromDouble];
    if (ready.type !== 'ready') throw new Error('a double began with a message that was not expected');
    return new DoubleProcess(child, ready.url);
  }

  /** For good: its memory goes with it. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
