import { splitProcessors } from './support/child.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { callJson } from './support/http.ts';
import { type LoadResult, runLoad } from './support/load.ts';
import { processorMs } from './support/process-usage.ts';
import { type SimulatedServer, startSimulated } from './support/server.ts';
import { median, quantile, rounded, withSpread } from './support/statistics.ts';

const CLIENTS = 32;
const BATCHES = 60;

interface Measured {
  perSecond: number[];
  p99Ms: number[];
  processorUs: number[];
}

/** Batches that keep eight devices busy for as long as the measurement takes; ids of their jobs. */
async function submitBatches(server: SimulatedServer): Promise<{ batches: string[]; jobs: string[] }> {
  const batches: string[] = [];
  const jobs: string[] = [];
  for (let count = 0; count < BATCHES; count += 1) {
    const prompts = Array.from(
      { length: 8 },
      (_, index) => `batch ${count}, a red boat crosses a lake, take ${index}`,
    );
    const { batch_id: id } = await callJson<{ batch_id: string }>(`${server.url}/api/video/batch_inference`, {
      prompts,
    });
    const status = await callJson<{ jobs: { id: string }[] }>(`${server.url}/api/video/batch_status/${id}`);
    batches.push(id);
    jobs.push(...status.jobs.map((job) => job.id));
  }
  return { batches, jobs };
}

async function read(server: SimulatedServer, paths: readonly string[], bench: Bench): Promise<Measured> {
  const measured: Measured = { perSecond: [], p99Ms: [], processorUs: [] };
  const requests = paths.map((path) => ({ method: 'GET' as const, path }));
  await runLoad({ url: server.url, connections: CLIENTS, seconds: 1, requests });
  for (let run = 0; run < (bench.isQuick ? 2 : 4); run += 1) {
    const before = processorMs(server.pid);
    const result: LoadResult = await runLoad({ url: server.url, connections: CLIENTS, seconds: 2, requests });
    if (result.failures > 0) throw new Error(`${result.failures} status reads were not answered with 200`);
    measured.perSecond.push(result.perSecond);
    measured.p99Ms.push(quantile(result.latencies, 0.99));
    measured.processorUs.push(((processorMs(server.pid) - before) * 1000) / result.latencies.length);
  }
  return measured;
}

function row(figure: string, measured: Measured, hasBudget: boolean, note: string): Row {
  const { perSecond, p99Ms, processorUs } = measured;
  return {
    figure,
    budget: hasBudget ? '>= 3,000 /s, p99 <= 20 ms' : '',
    measured: `${withSpread(perSecond, '/s')}, p99 ${withSpread(p99Ms, 'ms')}`,
    isWithin: hasBudget ? median(perSecond) >= 3000 && median(p99Ms) <= 20 : undefined,
    note: `${note}; ${rounded(median(processorUs))} us of processor time each`,
    numbers: { perSecond, p99Ms, processorUs },
  };
}

async function measure(bench: Bench): Promise<Row[]> {
  const processors = splitProcessors();
  const server = await startSimulated(
    bench,
    {
      folder: bench.folder('status'),
      env: {},
      // 4 steps of 200 ms: ten jobs a second begin, tell their progress and end while statuses are read.
      engine: { kind: 'simulated', devices: 8, msPerStep: 200, progressSteps: 4 },
    },
    processors?.one,
  );
  const { batches, jobs } = await submitBatches(server);
  const where = `${processors === undefined ? 'not pinned to a core' : 'server pinned to one core'}, ${CLIENTS} clients`;
  const single = await read(
    server,
    jobs.map((id) => `/api/video/status/${id}`),
    bench,
  );
  const whole = await read(
    server,
    batches.map((id) => `/api/video/batch_status/${id}`),
    bench,
  );
  await server.stop();
  return [
    row(
      'status reads of jobs while batches run',
      single,
      true,
      `${where}; waiting, running and finished ones`,
    ),
    row('status reads of whole batches of 8', whole, false, where),
  ];
}

export const statusReads: Figure = { name: 'status-reads', parts: [measure] };
