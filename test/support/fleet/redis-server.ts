import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { once } from 'node:events';

const PLACES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];
const START_MS = 10_000;

/** Where the real server is; undefined where it is not installed. */
export function findRedis(): string | undefined {
  return process.env['REDIS_SERVER'] ?? PLACES.find((path) => existsSync(path));
}

/** For the names of tests that are left out without it. */
export const HOW_TO_GET_REDIS = 'redis-server is not installed: apt-get install redis-server';

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A real Redis on a port of its own, which tests stop, start again empty, halt and flush. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, args: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#args = args;
  }

  /** @param args as of the command line, such as `--maxmemory-policy allkeys-lru` */
  static async start(folder: string, args: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, args);
    await server.start();
    return server;
  }

  /** One that is not running yet. */
  static async planned(folder: string, args: readonly string[] = []): Promise<RedisServer> {
    return new RedisServer(await freePort(), folder, args);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Empty, on the same port. */
  async start(): Promise<void> {
    const command = findRedis();
    if (command === undefined) throw new Error(HOW_TO_GET_REDIS);
    mkdirSync(this.#folder, { recursive: true });
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#child = spawn(command, [...args, '--dir', this.#folder, ...this.#args], { stdio: 'ignore' });
    const until = Date.now() + START_MS;
    while (!(await this.#answers())) {
      if (Date.now() > until) throw new Error('redis-server did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** At once, with everything that it knew. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** For good. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** It keeps its connections, and answers nothing. */
  halt(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** As `redis-cli`. */
  command(...words: readonly string[]): string {
    return execFileSync('redis-cli', ['-p', String(this.port), ...words], { encoding: 'utf8' }).trim();
  }

  async #answers(): Promise<boolean> {
    const socket = createConnection({ port: this.port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
