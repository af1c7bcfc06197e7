// Several portal processes of one machine over one Redis: how soon jobs start, how many are taken in, how well the
// devices of all of them are used, and what Redis holds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { load, THREAD_POOL } from './support/build.ts';
import { runChild } from './support/child.ts';
import { costs, messages } from './redis-costs.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { callJson } from './support/http.ts';
import { runLoad } from './support/load.ts';
import { settledMemory } from './memory.ts';
import { processorMs } from './support/process-usage.ts';
import {
  DEVICES,
  ended,
  knowsEngines,
  open,
  start,
  submitOne,
  WORKERS,
  workers,
} from './support/redis-fleet.ts';
import { inOrder, lowerBound } from './support/schedule.ts';
import { median, quantile, rounded, seededRandom, sum } from './support/statistics.ts';

const DISPATCH_BUDGET_MS = 25;
const CLIENTS = 32;
const WAITING = 50_000;

/** One job at a time, to whichever device is free: from being taken in to its start in another process. */
async function dispatch(bench: Bench): Promise<Row[]> {
  const parts = await open(bench, 'dispatch');
  const [api] = await Promise.all([start(parts, 'api'), ...workers(parts)]);
  await knowsEngines(api);
  const latencies: number[] = [];
  const count = bench.isQuick ? 60 : 400;
  for (let round = -20; round < count; round += 1) {
    const job = await ended(api, await submitOne(api, { prompt: `job ${round}`, steps: 2 }));
    const started = Date.parse(job.attempts[0]?.started_at ?? '');
    if (round >= 0) latencies.push(started - Date.parse(job.created_at));
  }
  const p99 = quantile(latencies, 0.99);
  return [
    {
      figure: 'Redis: from a job taken in to its start on a free device of another process, p99',
      budget: `<= ${DISPATCH_BUDGET_MS} ms`,
      measured: `${rounded(p99)} ms`,
      isWithin: p99 <= DISPATCH_BUDGET_MS,
      note: `p50 ${rounded(median(latencies))} ms, ${count} jobs, ${WORKERS} workers; with making the job durable`,
      numbers: { p50Ms: median(latencies), p99Ms: p99, longestMs: Math.max(...latencies) },
    },
  ];
}

async function submissions(bench: Bench): Promise<Row[]> {
  const floor = await runChild<number>({
    script: join(import.meta.dirname, 'support', 'fsync-floor.ts'),
    args: [bench.folder('floor'), String(2 * CLIENTS), '2'],
    env: THREAD_POOL,
  });
  const parts = await open(bench, 'submissions');
  // Its devices stay busy, so that what is measured is submission and nothing else.
  const [one, two] = await Promise.all([
    start(parts, 'api'),
    start(parts, 'api'),
    start(parts, 'worker', { devices: 1, msPerStep: 3_600_000 }),
  ]);
  await Promise.all([knowsEngines(one), knowsEngines(two)]);
  const requests = [
    { method: 'POST' as const, path: '/api/video/single_inference', body: { prompt: 'a boat' } },
  ];
  const round = async (seconds: number) => {
    const results = await Promise.all(
      [one, two].map(({ url }) => runLoad({ url, connections: CLIENTS, seconds, requests })),
    );
    const failures = sum(results.map((result) => result.failures));
    if (failures > 0) throw new Error(`${failures} submissions were not answered with 200`);
    return sum(results.map((result) => result.perSecond));
  };
  await round(1);
  const seconds = bench.isQuick ? 2 : 6;
  const used = () => processorMs(one.pid) + processorMs(two.pid);
  const before = used();
  const perSecond = await round(seconds);
  // Each of the two hears of the other's jobs too.
  const cpuUs = ((used() - before) * 1000) / (perSecond * seconds);
  const budget = Math.min(2000, floor);
  return [
    {
      figure: 'Redis: durable submits over two processes',
      budget: '>= 2,000 /s, or what the disk allows',
      measured: `${Math.round(perSecond)} /s`,
      isWithin: perSecond >= budget,
      note:
        `${2 * CLIENTS} clients; the disk alone with as many writers ${Math.round(floor)} files/s; ` +
        `${Math.round(cpuUs)} us of processor time of both for each`,
      numbers: { perSecond, diskAlonePerSecond: floor, cpuUs },
    },
  ];
}

async function makespan(bench: Bench): Promise<Row[]> {
  const parts = await open(bench, 'makespan');
  const msPerStep = bench.isQuick ? 8 : 20;
  const all = workers(parts, { devices: DEVICES, msPerStep });
  const [api, ...running] = await Promise.all([start(parts, 'api'), ...all]);
  await knowsEngines(api);
  // Fewer leave so long a tail that not even the ideal keeps the budget.
  const count = 200;
  const random = seededRandom(7);
  const steps = Array.from({ length: count }, () => 10 + Math.floor(random() * 31));
  const durations = steps.map((number) => number * msPerStep);
  // All of them wait before the first one starts: how fast they are taken in is measured elsewhere.
  await callJson(`${api.url}/api/jobs/queue/pause`, {});
  for (let first = 0; first < count; first += 8) {
    const prompts = steps
      .slice(first, first + 8)
      .map((number, index) => ({ prompt: `job ${first + index}`, steps: number }));
    await callJson(`${api.url}/api/video/batch_inference`, { prompts });
  }
  await callJson(`${api.url}/api/jobs/queue/resume`, {});
  const runs: { device: string; startedAt: number; endedAt: number }[] = [];
  while (runs.length < count) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const [index, worker] of running.entries())
      for (const run of await worker.runs()) runs.push({ ...run, device: `${index} ${run.device}` });
  }
  const devices = WORKERS * DEVICES;
  const bound = lowerBound(durations, devices);
  const taken = Math.max(...runs.map((run) => run.endedAt)) - Math.min(...runs.map((run) => run.startedAt));
  const gaps = gapsOf(runs);
  const ratio = taken / bound;
  const ideal = inOrder(durations, devices) / bound;
  return [
    {
      figure: `Redis: makespan of ${count} mixed jobs on ${devices} devices of ${WORKERS} processes / lower bound`,
      budget: '<= 1.05',
      measured: ratio.toFixed(3),
      isWithin: ratio <= 1.05,
      note:
        `${rounded(taken / 1000)} s against ${rounded(bound / 1000)} s; oldest first with no time between jobs would ` +
        `be ${ideal.toFixed(3)}; jobs of ${10 * msPerStep} to ${40 * msPerStep} ms, between two on a device p50 ` +
        `${rounded(median(gaps))} ms, p99 ${rounded(quantile(gaps, 0.99))} ms`,
      numbers: {
        makespanMs: taken,
        lowerBoundMs: bound,
        ratio,
        oldestFirstRatio: ideal,
        gapP50Ms: median(gaps),
        gapP99Ms: quantile(gaps, 0.99),
      },
    },
  ];
}

function gapsOf(runs: readonly { device: string; startedAt: number; endedAt: number }[]): number[] {
  return [...new Set(runs.map(({ device }) => device))].flatMap((device) => {
    const own = runs.filter((run) => run.device === device).sort((a, b) => a.startedAt - b.startedAt);
    return own.slice(1).map((run, index) => run.startedAt - (own[index]?.endedAt ?? Number.NaN));
  });
}

/** Records of waiting jobs, as they lie on the disk after a loss of Redis. */
async function writeWaiting(folder: string, count: number): Promise<void> {
  const { encodeEvent } = await load<typeof import('../src/features/jobs/journal-codec.js')>(
    'features/jobs/journal-codec.js',
  );
  const start = Date.now() - count;
  for (let index = 0; index < count; index += 1) {
    const at = start + index;
    const id = v7({ msecs: at });
    const shard = join(folder, 'data', 'jobs', id.slice(0, 6));
    mkdirSync(shard, { recursive: true });
    const spec = {
      task: 'text-to-video',
      prompt: `a red boat crosses a lake, take ${index}`,
      negativePrompt: '',
      seed: index,
      steps: 4,
      guidanceScale: 1,
      width: 16,
      height: 16,
      numFrames: 5,
      fps: 8,
    } as const;
    const request = { id, owner: 'local', spec, engine: 'sim', createdAt: at, preferredDevice: index };
    writeFileSync(join(shard, `${id}.jsonl`), encodeEvent({ type: 'submitted', at, request } as never));
  }
}

async function memory(bench: Bench): Promise<Row[]> {
  const parts = await open(bench, 'memory');
  const count = bench.isQuick ? 5000 : WAITING;
  // What can be done is known from a worker that was here; nobody is here to run anything.
  const worker = await start(parts, 'worker', { devices: 1, msPerStep: 3_600_000 });
  await worker.stop();
  mkdirSync(join(parts.folder, 'static', 'videos'), { recursive: true });
  await writeWaiting(parts.folder, count);
  const used = () =>
    Number(/^used_memory:(\d+)/m.exec(parts.redis.command('info', 'memory'))?.[1] ?? Number.NaN);
  const before = used();
  const startedAt = performance.now();
  const api = await start(parts, 'api');
  const readySeconds = (performance.now() - startedAt) / 1000;
  const waiting = () =>
    parts.redis
      .command('keys', '*:wait')
      .split('\n')
      .filter((key) => key !== '')
      .reduce((total, key) => total + Number(parts.redis.command('llen', key)), 0);
  while (waiting() < count) {
    if (performance.now() - startedAt > 300_000) throw new Error(`only ${waiting()} jobs came to Redis`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const megabytes = (used() - before) / 1e6;
  // Another one, with nothing left to tell Redis.
  const secondAt = performance.now();
  const second = await start(parts, 'api');
  const secondSeconds = (performance.now() - secondAt) / 1000;
  const apiMb = await settledMemory(api);
  const secondMb = await settledMemory(second);
  return [
    {
      figure: `Redis: memory for ${count} waiting jobs`,
      budget: bench.isQuick ? '<= 10 MB' : '<= 100 MB',
      measured: `${rounded(megabytes)} MB`,
      isWithin: megabytes <= (bench.isQuick ? 10 : 100),
      note:
        `${Math.round((megabytes * 1e6) / count)} bytes each; a process that starts knows them after ` +
        `${rounded(readySeconds)} s and has put them all into an empty Redis after ${rounded(seconds)} s (${rounded(apiMb)} MB ` +
        `resident); a second one knows them after ${rounded(secondSeconds)} s (${rounded(secondMb)} MB)`,
      numbers: {
        megabytes,
        readySeconds,
        requeueSeconds: seconds,
        secondSeconds,
        apiMb,
        secondMb,
        jobs: count,
      },
    },
  ];
}

export const redis: Figure = {
  name: 'redis',
  parts: [dispatch, submissions, makespan, memory, costs, messages],
};
