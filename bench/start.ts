import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './support/build.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { call, callUntil, freePort } from './support/http.ts';
import { median, rounded, withSpread } from './support/statistics.ts';

interface Start {
  firstAnswerMs: number;
  pageMs: number;
}

/** npm, the script and the server are one process group. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
  await gone;
}

async function npmStart(
  bench: Bench,
  checkout: string,
  env: Readonly<Record<string, string>>,
): Promise<Start> {
  const port = await freePort();
  const data = bench.folder(`start-${port}`);
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      DATA_DIR: join(data, 'data'),
      SESSIONS_DIR: join(data, 'sessions'),
      npm_config_loglevel: 'error',
      ...env,
    },
  });
  bench.onEnd(() => endGroup(child));
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  const url = `http://127.0.0.1:${port}`;
  await callUntil(`${url}/health`, ({ status }) => status === 200, {
    timeoutMs: 600_000,
    pauseMs: 2,
    isGone,
  });
  const firstAnswerMs = performance.now() - startedAt;
  const page = await call(`${url}/`);
  if (page.status !== 200) throw new Error(`the page was answered with ${page.status}`);
  const pageMs = performance.now() - startedAt;
  await endGroup(child);
  return { firstAnswerMs, pageMs };
}

async function warm(bench: Bench): Promise<Row> {
  const runs: number[] = [];
  for (let run = -1; run < (bench.isQuick ? 2 : 5); run += 1) {
    const { firstAnswerMs } = await npmStart(bench, root, {});
    if (run >= 0) runs.push(firstAnswerMs);
  }
  return {
    figure: '`npm start`, warm, to the first 200',
    budget: '<= 2 s',
    measured: withSpread(
      runs.map((ms) => ms / 1000),
      's',
    ),
    isWithin: median(runs) <= 2000,
    note: 'npm, the check of what is out of date, and the server itself',
    numbers: { firstAnswerMs: runs },
  };
}

async function cold(bench: Bench): Promise<Row> {
  const clone = bench.folder('clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { pageMs } = await npmStart(bench, clone, { npm_config_cache: bench.folder('npm-cache') });
  return {
    figure: '`npm start` in a fresh clone with an empty npm cache, page served',
    budget: '<= 120 s',
    measured: `${rounded(pageMs / 1000)} s`,
    isWithin: pageMs <= 120_000,
    note: 'installs, builds, starts; as fast as the network gives packages',
    numbers: { pageMs },
  };
}

export const start: Figure = {
  name: 'start',
  parts: [async (bench) => [await warm(bench)], async (bench) => (bench.isCold ? [await cold(bench)] : [])],
};
