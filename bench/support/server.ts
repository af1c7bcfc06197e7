import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dist, node, NODE_ARGS, root, THREAD_POOL } from './build.ts';
import { endChild, nextMessage, startChild } from './child.ts';
import type { Bench } from './figure.ts';
import { call, freePort } from './http.ts';
import type { FromServer, MeasuredRun, SimulatedServerSettings, ToServer } from './messages.ts';

export interface RunningServer {
  url: string;
  pid: number;
  isGone: () => boolean;
  stop: () => Promise<void>;
}

export interface SimulatedServer extends RunningServer {
  /** Runs that ended since the last call. */
  runs: () => Promise<MeasuredRun[]>;
}

function handle(child: ChildProcess, url: string): RunningServer {
  return {
    url,
    pid: child.pid ?? 0,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => endChild(child),
  };
}

/** The portal with a simulated engine, in a process of its own; it has recovered when this resolves. */
export async function startSimulated(
  bench: Bench,
  settings: SimulatedServerSettings,
  processors?: readonly number[],
): Promise<SimulatedServer> {
  const child = startChild({
    script: join(import.meta.dirname, 'simulated-server.ts'),
    args: [JSON.stringify(settings)],
    env: THREAD_POOL,
    processors,
  });
  bench.onEnd(() => endChild(child));
  const ready = await nextMessage<FromServer>(child);
  if (ready.type !== 'ready') throw new Error('the server began with a message that was not expected');
  const server = handle(child, ready.url);
  const runs = async () => {
    child.send({ type: 'runs' } satisfies ToServer);
    const answer = await nextMessage<FromServer>(child);
    return answer.type === 'runs' ? answer.runs : [];
  };
  // The first requests pay for compiling; nobody wants to measure that.
  for (let round = 0; round < 20; round += 1) await call(`${server.url}/health`);
  return { ...server, runs };
}

/** The portal as it is, on the files in `folder`. Resolves as soon as its process is started. */
export async function startPortal(
  bench: Bench,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const port = await freePort();
  for (const name of ['data', 'sessions', 'static']) mkdirSync(join(folder, name), { recursive: true });
  const child = spawn(node, [...NODE_ARGS, join(dist, 'main.js')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...THREAD_POOL,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      DATA_DIR: join(folder, 'data'),
      SESSIONS_DIR: join(folder, 'sessions'),
      STATIC_DIR: join(folder, 'static'),
      ...env,
    },
  });
  bench.onEnd(() => endChild(child));
  return handle(child, `http://127.0.0.1:${port}`);
}
