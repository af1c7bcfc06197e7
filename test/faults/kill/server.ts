import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const START_MS = 120_000;
const GONE_MS = 30_000;

export interface ServerOptions {
  /** Compiled entry point. */
  main: string;
  env: Readonly<Record<string, string>>;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Process ids of everything in a process group that has not ended. Linux only. */
function processesOfGroup(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // After the name in parentheses: state, parent, group.
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        return Number(fields[2]) === group && fields[0] !== 'Z' && fields[0] !== 'X';
      } catch {
        return false;
      }
    });
}

/** One life of the real server, in a process group of its own. */
export class Server {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  #hasEnded = false;

  constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#hasEnded = true;
        resolve(code);
      });
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
  }

  /** Resolves when requests are answered. */
  static async start(options: ServerOptions): Promise<Server> {
    const port = await freePort();
    const child = spawn(process.execPath, [options.main], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...options.env, PORT: String(port), PATH: process.env['PATH'] ?? '' },
    });
    const server = new Server(child, port);
    await server.#ready();
    return server;
  }

  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async #ready(): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until && !this.#hasEnded) {
      try {
        const answer = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(5000) });
        await answer.arrayBuffer();
        if (answer.ok) return;
      } catch {
        // Not yet listening.
      }
      await sleep(20);
    }
    throw new Error(`the server did not start:\n${this.#output}`);
  }

  /**
   * Kills the whole group, or only the server itself: then its workers must notice and end on their own.
   * Resolves with the processes that outlived it by too long (and are killed then).
   */
  async kill(what: 'group' | 'server'): Promise<number[]> {
    const group = this.#child.pid;
    if (group === undefined) return [];
    signal(what === 'group' ? -group : group, 'SIGKILL');
    await this.#ended;
    return waitUntilGone(group);
  }

  /** An orderly end. Resolves with the exit code and whatever outlived it; undefined if it did not end. */
  async terminate(timeoutMs: number): Promise<{ code: number | null | undefined; left: number[] }> {
    const group = this.#child.pid;
    if (group === undefined) return { code: undefined, left: [] };
    signal(group, 'SIGTERM');
    const code = await Promise.race([this.#ended, sleep(timeoutMs).then(() => undefined)]);
    if (code === undefined) signal(-group, 'SIGKILL');
    return { code, left: await waitUntilGone(group) };
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

async function waitUntilGone(group: number): Promise<number[]> {
  const until = Date.now() + GONE_MS;
  for (;;) {
    const left = processesOfGroup(group);
    if (left.length === 0) return [];
    if (Date.now() > until) {
      signal(-group, 'SIGKILL');
      return left;
    }
    await sleep(20);
  }
}
