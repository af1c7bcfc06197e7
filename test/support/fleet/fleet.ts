import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtModule } from '../built-module.ts';
import { freePort, RedisServer } from './redis-server.ts';

const MAIN = fileURLToPath(new URL('portal-process.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 60_000;
const MOST_OUTPUT = 200_000;

export interface EngineSettings {
  name?: string;
  devices?: number;
  msPerStep?: number;
  model?: string;
  progressSteps?: number;
  maxWidth?: number;
}

export interface ProcessSettings {
  role: 'all' | 'api' | 'worker';
  engines?: readonly EngineSettings[];
  /** The portal as users run it, with the engines that `env` names, instead of engines that only let time pass. */
  isReal?: boolean;
  env?: Readonly<Record<string, string>>;
}

export interface JobBody {
  id: string;
  state: string;
  prompt: string;
  attempts: { number: number; device: string; problem: { reason: string } | null }[];
  progress: { stage: string; fraction: number } | null;
  queue_position: number | null;
  video_url: string | null;
  failure: { code: string } | null;
  engine: string;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks again and again until it holds. */
export async function until<Value>(
  look: () => Promise<Value>,
  holds: (value: Value) => boolean,
  ms = 30_000,
): Promise<Value> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`it did not come to hold: ${JSON.stringify(value).slice(0, 2000)}`);
    await sleep(20);
  }
}

/** One real portal process. */
export class PortalProcess {
  readonly url: string;
  readonly child: ChildProcess;
  output = '';

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-MOST_OUTPUT);
      });
  }

  get isGone(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async ready(): Promise<void> {
    const end = Date.now() + START_MS;
    while (!this.isGone && Date.now() < end) {
      const health = await this.health().catch(() => undefined);
      if (health?.recovering === false) return;
      await sleep(20);
    }
    throw new Error(`the process did not start:\n${this.output}`);
  }

  async health(): Promise<{ recovering: boolean; role: string; redis: string; queue_size: number }> {
    return this.json('GET', '/health');
  }

  async json<Body>(method: string, path: string, body?: unknown, headers = {}): Promise<Body> {
    const answer = await this.call(method, path, body, headers);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  }

  call(method: string, path: string, body?: unknown, headers = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  }

  /** Resolves when it knows of so many kinds of engines. */
  async knowsEngines(count = 1): Promise<void> {
    const look = () => this.json<{ items: unknown[] }>('GET', '/api/engines');
    await until(look, ({ items }) => items.length >= count);
  }

  submit(prompt: string, more: object = {}): Promise<JobBody> {
    return this.json('POST', '/api/jobs', { prompt, ...more });
  }

  job(id: string): Promise<JobBody> {
    return this.json('GET', `/api/jobs/${id}`);
  }

  ended(id: string, ms?: number): Promise<JobBody> {
    const look = () => this.job(id);
    return until(look, ({ state }) => state !== 'queued' && state !== 'running', ms);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resolves with the exit code when the process is gone. */
  async end(name: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    if (this.isGone) return this.child.exitCode;
    const gone = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill(name);
    return gone;
  }
}

/** Several portal processes over the same folders and one Redis. */
export class Fleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'reelsmith-fleet-'));
  readonly staticDir = join(this.folder, 'static');
  readonly dataDir = join(this.folder, 'data');
  readonly processes: PortalProcess[] = [];
  readonly redis: RedisServer;
  readonly #env: Readonly<Record<string, string>>;

  constructor(redis: RedisServer, env: Readonly<Record<string, string>> = {}) {
    this.redis = redis;
    this.#env = env;
    mkdirSync(this.staticDir);
  }

  async start(settings: ProcessSettings): Promise<PortalProcess> {
    const process = await this.spawn(settings);
    await process.ready();
    return process;
  }

  /** Without waiting for it. */
  async spawn({ role, engines = [{}], isReal = false, env = {} }: ProcessSettings): Promise<PortalProcess> {
    const port = await freePort();
    const simulated = [MAIN, JSON.stringify(role === 'api' ? [] : engines)];
    const child = spawn(process.execPath, isReal ? [builtModule('main.js')] : simulated, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        ...(process.env['BUILD_DIR'] === undefined ? {} : { BUILD_DIR: process.env['BUILD_DIR'] }),
        DATA_DIR: this.dataDir,
        SESSIONS_DIR: join(this.folder, 'sessions'),
        STATIC_DIR: this.staticDir,
        REDIS_URL: this.redis.url,
        PORTAL_ROLE: role,
        PORT: String(port),
        LOG_LEVEL: 'info',
        // Starting is most of what a process of a test does.
        NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled-fleet'),
        WORKER_TIMEOUT: '3',
        ...this.#env,
        ...env,
      },
    });
    const started = new PortalProcess(child, port);
    this.processes.push(started);
    return started;
  }

  async remove(): Promise<void> {
    await Promise.all(
      this.processes.map((process) => {
        process.signal('SIGCONT');
        return process.end();
      }),
    );
    this.redis.resume();
    await this.redis.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function startFleet(
  env: Readonly<Record<string, string>> = {},
  redisArgs: readonly string[] = [],
): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'reelsmith-redis-'));
  return new Fleet(await RedisServer.start(folder, redisArgs), env);
}
