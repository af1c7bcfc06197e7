import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
let shell: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
});
afterEach(() => {
  shell?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** As npm runs the script `start`: in a shell that passes no signal on. Resolves with the address. */
async function start(): Promise<{ shell: ChildProcess; url: string }> {
  const child = spawn('sh', ['-c', '"$NODE" scripts/start.mjs; exit'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE: process.execPath,
      npm_lifecycle_event: 'start',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      SESSIONS_DIR: join(folder, 'sessions'),
      STATIC_DIR: join(folder, 'static'),
    },
  });
  shell = child;
  let out = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`it ended: ${out}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const url = /answers at (http:[^"\s]+)/.exec(out)?.[1];
      if (url !== undefined) resolve({ shell: child, url });
    });
  });
}

describe('npm start', () => {
  it('leaves no server behind when npm and its shell are stopped', { timeout: 300_000 }, async () => {
    const { shell: child, url } = await start();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
    for (;;) {
      const isThere = await fetch(`${url}/health`).then(
        () => true,
        () => false,
      );
      if (!isThere) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });
});
