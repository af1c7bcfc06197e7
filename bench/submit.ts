import { join } from 'node:path';
import { THREAD_POOL } from './support/build.ts';
import { runChild } from './support/child.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { call } from './support/http.ts';
import { runLoad } from './support/load.ts';
import { processorMs } from './support/process-usage.ts';
import { startSimulated } from './support/server.ts';
import { median, quantile, rounded, withSpread } from './support/statistics.ts';

const CLIENTS = 64;
const BATCH = {
  prompts: Array.from({ length: 8 }, (_, index) => `a red boat crosses a lake at dawn, take ${index}`),
};
const JOB = { prompt: 'a red boat crosses a lake at dawn, the camera follows it from the shore' };

/** All devices stay busy, so that what is measured is submission and nothing else. */
async function startIdle(bench: Bench, name: string) {
  return startSimulated(bench, {
    folder: bench.folder(name),
    env: { QUEUE_MAX: '1000000' },
    engine: { kind: 'simulated', devices: 8, msPerStep: 3_600_000, progressSteps: 0 },
  });
}

async function batchLatencies(bench: Bench): Promise<number[]> {
  const server = await startIdle(bench, 'batches');
  const latencies: number[] = [];
  const count = bench.isQuick ? 100 : 300;
  for (let round = -20; round < count; round += 1) {
    const { status, ms } = await call(`${server.url}/api/video/batch_inference`, BATCH);
    if (status !== 200) throw new Error(`a batch was answered with ${status}`);
    if (round >= 0) latencies.push(ms);
  }
  await server.stop();
  return latencies;
}

function floor(bench: Bench, parallel: number): Promise<number> {
  return runChild<number>({
    script: join(import.meta.dirname, 'support', 'fsync-floor.ts'),
    args: [bench.folder('floor'), String(parallel), '2'],
    env: THREAD_POOL,
  });
}

async function batches(bench: Bench): Promise<Row> {
  const single = await floor(bench, 1);
  const latencies = await batchLatencies(bench);
  const p50 = median(latencies);
  const p99 = quantile(latencies, 0.99);
  return {
    figure: 'durable submit of a batch of 8, p50 / p99',
    budget: '<= 10 / 50 ms',
    measured: `${rounded(p50)} / ${rounded(p99)} ms`,
    isWithin: p50 <= 10 && p99 <= 50,
    note: `one client, ${latencies.length} batches; one file made durable takes ${rounded(1000 / single)} ms here`,
    numbers: { p50Ms: p50, p99Ms: p99, oneDurableFileMs: 1000 / single },
  };
}

async function singles(bench: Bench): Promise<Row> {
  const perSecond: number[] = [];
  const floors: number[] = [];
  const latencies: number[] = [];
  const processorUs: number[] = [];
  for (let run = 0; run < (bench.isQuick ? 2 : 4); run += 1) {
    floors.push(await floor(bench, CLIENTS));
    const server = await startIdle(bench, `singles-${run}`);
    const requests = [{ method: 'POST' as const, path: '/api/video/single_inference', body: JOB }];
    await runLoad({ url: server.url, connections: CLIENTS, seconds: 1, requests });
    const before = processorMs(server.pid);
    const result = await runLoad({
      url: server.url,
      connections: CLIENTS,
      seconds: bench.isQuick ? 2 : 4,
      requests,
    });
    processorUs.push(((processorMs(server.pid) - before) * 1000) / result.latencies.length);
    await server.stop();
    if (result.failures > 0) throw new Error(`${result.failures} submissions were not answered with 200`);
    perSecond.push(result.perSecond);
    latencies.push(...result.latencies);
    bench.log(
      `${rounded(result.perSecond)} submits/s; the disk alone ${rounded(floors.at(-1) ?? 0)} files/s`,
    );
  }
  const ratio = median(perSecond) / median(floors);
  return {
    figure: `durable single submits, ${CLIENTS} clients`,
    budget: '>= 2,000 /s',
    measured: withSpread(perSecond, '/s'),
    isWithin: median(perSecond) >= 2000,
    note:
      `p99 ${rounded(quantile(latencies, 0.99))} ms; ${rounded(ratio)} x the disk alone with ${CLIENTS} writers ` +
      `(${withSpread(floors, 'files/s')}); ${rounded(median(processorUs))} us of processor time each`,
    numbers: { perSecond, diskAlonePerSecond: floors, ratio, p99Ms: quantile(latencies, 0.99), processorUs },
  };
}

export const submit: Figure = {
  name: 'submit',
  parts: [async (bench) => [await batches(bench)], async (bench) => [await singles(bench)]],
};
