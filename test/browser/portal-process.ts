import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const KEPT_LINES = 50;

/** The built server as users run it, on a free port, with folders of its own and the test model on two devices. */
export class PortalProcess {
  readonly #server: ChildProcess;
  readonly #folder: string;
  readonly url: string;

  private constructor(server: ChildProcess, folder: string, url: string) {
    this.#server = server;
    this.#folder = folder;
    this.url = url;
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<PortalProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'reelsmith-browser-'));
    const staticDir = join(folder, 'static');
    await mkdir(staticDir);
    for (const part of ['index.html', 'assets', 'frontend_examples']) {
      await cp(join(ROOT, 'static', part), join(staticDir, part), { recursive: true });
    }
    const server = spawn(process.execPath, ['dist/main.js'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: '0',
        DATA_DIR: join(folder, 'data'),
        SESSIONS_DIR: join(folder, 'sessions'),
        STATIC_DIR: staticDir,
        MODEL_DIR: join(ROOT, 'test/support/tiny-onnx-model'),
        DEVICES: 'cpu:2',
        ...settings,
      },
    });
    return new PortalProcess(server, folder, await addressOf(server));
  }

  async stop(): Promise<void> {
    if (this.#server.exitCode === null) {
      const exited = once(this.#server, 'exit');
      this.#server.kill('SIGTERM');
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
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
