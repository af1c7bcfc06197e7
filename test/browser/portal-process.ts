import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const KEPT_LINES = 50;

export type Settings = Readonly<Record<string, string>>;

/** The built server as users run it, on a free port, with folders of its own and the test model on two devices. */
export class PortalProcess {
  #server: ChildProcess;
  readonly #settings: Settings;
  readonly folder: string;
  readonly url: string;

  private constructor(server: ChildProcess, folder: string, url: string, settings: Settings) {
    this.#server = server;
    this.folder = folder;
    this.url = url;
    this.#settings = settings;
  }

  static async start(settings: Settings = {}): Promise<PortalProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'reelsmith-browser-'));
    const staticDir = join(folder, 'static');
    await mkdir(staticDir);
    for (const part of ['index.html', 'assets', 'frontend_examples']) {
      await cp(join(ROOT, 'static', part), join(staticDir, part), { recursive: true });
    }
    const server = spawnServer(folder, '0', settings);
    return new PortalProcess(server, folder, await addressOf(server), settings);
  }

  /** As `kill -9`: nothing is put in order. The page's connections break. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** After {@link kill}: the same folders, the same address, and other settings where given. */
  async startAgain(settings: Settings = this.#settings): Promise<void> {
    this.#server = spawnServer(this.folder, new URL(this.url).port, settings);
    await addressOf(this.#server);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }
}

function spawnServer(folder: string, port: string, settings: Settings): ChildProcess {
  return spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: port,
      DATA_DIR: join(folder, 'data'),
      SESSIONS_DIR: join(folder, 'sessions'),
      STATIC_DIR: join(folder, 'static'),
      MODEL_DIR: join(ROOT, 'test/support/tiny-onnx-model'),
      DEVICES: 'cpu:2',
      PROMPT_PROVIDER: 'builtin',
      ...settings,
    },
  });
}

/** Reads the log until the server says where it answers, and goes on reading so that the pipe never fills. */
async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error('The server has no output to read');
  const lines = createInterface({ input: server.stdout });
  const seen: string[] = [];
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      seen.push(line);
      if (seen.length > KEPT_LINES) seen.shift();
      const url = /"urls":\["([^"]+)"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${seen.join('\n')}`)));
  });
}
