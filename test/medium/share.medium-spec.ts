import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errnoOf } from '../../src/kernel/errors.js';

const script = fileURLToPath(new URL('../../scripts/share.mjs', import.meta.url));
const KEYS = 'me:a-key-that-is-long-enough';

let folder: string;
let portal: Server;
let port: string;
/** Of the portal, to a request without a key. */
let answer: number;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'share-'));
  mkdirSync(join(folder, 'bin'));
  answer = 401;
  portal = createServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : answer;
    response.end('{}');
  });
  portal.listen(0, '127.0.0.1');
  await once(portal, 'listening');
  port = String((portal.address() as AddressInfo).port);
});
afterEach(() => {
  if (child?.pid !== undefined) endGroup(child.pid);
  child = undefined;
  portal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The script and all that it has started: a program that outlives it would go on for ever. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

/** A program that writes down how it was called, and goes on until it is told to end. */
function install(name: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(
    path,
    `#!/bin/sh
echo "$0 $@" > '${folder}/called'
env > '${folder}/env'
trap 'echo ended > "${folder}/ended"; exit 7' TERM
while true; do sleep 0.05; done
`,
  );
  chmodSync(path, 0o755);
}

function start(args: string[], env: Record<string, string>) {
  const started = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, PORT: port, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Leader of a group, to which the program belongs that it starts.
    detached: true,
  });
  child = started;
  let errors = '';
  started.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exit = once(started, 'exit').then(([code]) => ({ code: code as number | null, errors }));
  return { started, exit };
}

const read = (name: string): string | undefined => {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
};

async function until(name: string): Promise<string> {
  for (let tries = 0; tries < 600; tries += 1) {
    const text = read(name);
    if (text?.endsWith('\n') === true) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} was never written`);
}

describe('scripts/share', () => {
  it.each([
    ['ngrok', `http http://127.0.0.1:`],
    ['cloudflared', `tunnel --no-autoupdate --url http://127.0.0.1:`],
  ])('lets %s forward to the portal, and ends with it', async (program, args) => {
    install(program);
    const { started, exit } = start([], { API_KEYS: KEYS });
    expect(await until('called')).toBe(`${join(folder, 'bin', program)} ${args}${port}\n`);
    started.kill('SIGTERM');
    const { code, errors } = await exit;
    expect(read('ended')).toBe('ended\n');
    expect(code).toBe(7);
    expect(errors).toContain('clients need an API key');
  });

  it('takes the program that is named', async () => {
    install('ngrok');
    install('cloudflared');
    start(['cloudflared'], { API_KEYS: KEYS });
    expect(await until('called')).toContain('/cloudflared tunnel');
  });

  it('reads .env as the portal does, and gives none of its secrets to the program', async () => {
    install('ngrok');
    writeFileSync(join(folder, '.env'), `API_KEYS=${KEYS}\nOPENAI_API_KEY=sk-secret\n`);
    start([], {});
    expect(await until('env')).toContain('PATH=');
    expect(read('env')).not.toMatch(/sk-secret|a-key-that-is-long-enough/);
  });

  it('refuses without API_KEYS, and says what to do', async () => {
    install('ngrok');
    const { code, errors } = await start([], { API_KEYS: ' ' }).exit;
    expect([code, read('called')]).toEqual([1, undefined]);
    expect(errors).toContain('there are no API_KEYS');
    expect(errors).toContain('openssl rand -hex 24');
  });

  it('refuses where the running portal was started without keys', async () => {
    install('ngrok');
    answer = 200;
    const { code, errors } = await start([], { API_KEYS: KEYS }).exit;
    expect([code, read('called')]).toEqual([1, undefined]);
    expect(errors).toContain('answers without a key (200)');
  });

  it.each([
    ['nothing answers', { PORT: '9' }, 'nothing answers at http://127.0.0.1:9'],
    ['PORT is none', { PORT: '8000;id' }, 'PORT is no number'],
  ])('refuses where %s', async (_, env, text) => {
    install('ngrok');
    const { code, errors } = await start([], { API_KEYS: KEYS, ...env }).exit;
    expect([code, errors.includes(text)]).toEqual([1, true]);
  });

  it.each([
    [[], 'neither ngrok nor cloudflared is installed'],
    [['ngrok'], 'ngrok is not installed'],
    [['rm'], '"rm" is not one of ngrok, cloudflared'],
    [['ngrok', 'x'], 'one argument at most'],
  ])('refuses %j where nothing is installed', async (args, text) => {
    const { code, errors } = await start(args, { API_KEYS: KEYS }).exit;
    expect([code, errors.includes(text)]).toEqual([1, true]);
  });
});
