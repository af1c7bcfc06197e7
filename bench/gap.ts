import { rmSync } from 'node:fs';
import type { Bench, Figure, Row } from './support/figure.ts';
import { modelDir } from './support/build.ts';
import { callJson } from './support/http.ts';
import type { MeasuredRun } from './support/messages.ts';
import { type SimulatedServer, startSimulated } from './support/server.ts';
import { median, quantile, rounded } from './support/statistics.ts';

const BUDGET_MS = 10;

/** From the end of one run to the start of the next on the same device. */
function gapsOf(runs: readonly MeasuredRun[]): number[] {
  const gaps: number[] = [];
  for (const device of new Set(runs.map((run) => run.device))) {
    const own = runs.filter((run) => run.device === device).sort((a, b) => a.startedAt - b.startedAt);
    for (const [index, run] of own.slice(1).entries())
      gaps.push(run.startedAt - (own[index]?.endedAt ?? Number.NaN));
  }
  return gaps;
}

/** First one long job for each device, so that all others wait before the first gap. */
async function submitAll(server: SimulatedServer, plugs: object[], jobs: object[]): Promise<void> {
  for (const body of [...plugs, ...jobs]) await callJson(`${server.url}/api/video/single_inference`, body);
}

async function collect(server: SimulatedServer, count: number): Promise<MeasuredRun[]> {
  const runs: MeasuredRun[] = [];
  while (runs.length < count) {
    if (server.isGone()) throw new Error('the server has ended');
    await new Promise((resolve) => setTimeout(resolve, 200));
    runs.push(...(await server.runs()));
  }
  return runs;
}

function row(figure: string, gaps: readonly number[], note: string): Row {
  const p99 = quantile(gaps, 0.99);
  return {
    figure,
    budget: `<= ${BUDGET_MS} ms`,
    measured: `${rounded(p99)} ms`,
    isWithin: p99 <= BUDGET_MS,
    note: `p50 ${rounded(median(gaps))} ms, longest ${rounded(Math.max(...gaps))} ms, ${gaps.length} gaps; ${note}`,
    numbers: { p50Ms: median(gaps), p99Ms: p99, longestMs: Math.max(...gaps), gaps: gaps.length },
  };
}

async function simulated(bench: Bench): Promise<Row[]> {
  const folder = bench.folder('simulated');
  const server = await startSimulated(bench, {
    folder,
    env: {},
    engine: { kind: 'simulated', devices: 8, msPerStep: 50, progressSteps: 4 },
  });
  const plugs = Array.from({ length: 8 }, () => ({ prompt: 'a plug', steps: 60 }));
  const jobs = Array.from({ length: bench.isQuick ? 160 : 480 }, (_, index) => ({
    prompt: `job ${index}`,
    steps: 4,
  }));
  await submitAll(server, plugs, jobs);
  const gaps = gapsOf(await collect(server, plugs.length + jobs.length));
  await server.stop();
  rmSync(folder, { recursive: true });
  const how = '8 devices, 40 jobs a second, each published';
  return [row('gap between two jobs on a device while work waits, p99', gaps, how)];
}

async function throughWorker(bench: Bench): Promise<Row[]> {
  const server = await startSimulated(bench, {
    folder: bench.folder('worker'),
    env: { DEVICES: 'cpu:1', MODEL_DIR: modelDir },
    engine: { kind: 'onnx' },
  });
  const small = { width: 32, height: 32, num_frames: 5, steps: 1 };
  const { items } = await callJson<{ items: Capabilities[] }>(`${server.url}/api/engines`);
  const smallest = smallestOf(items[0]) ?? small;
  const jobs = Array.from({ length: bench.isQuick ? 10 : 30 }, (_, seed) => ({
    prompt: 'a red cube',
    seed,
    ...smallest,
  }));
  await submitAll(server, [{ prompt: 'a plug', steps: 20 }], jobs);
  const gaps = gapsOf(await collect(server, jobs.length + 1));
  await server.stop();
  const how = 'ONNX engine on one CPU device, smallest clips, each encoded';
  return [row('the same through a real worker process', gaps, how)];
}

interface Capabilities {
  ranges?: Readonly<Record<string, { min: number } | undefined>>;
}

function smallestOf(capabilities: Capabilities | undefined): object | undefined {
  const ranges = capabilities?.ranges;
  if (ranges === undefined) return undefined;
  const least = (...names: string[]) =>
    names.map((name) => ranges[name]?.min).find((value) => value !== undefined);
  return {
    width: least('width'),
    height: least('height'),
    num_frames: least('num_frames', 'numFrames'),
    steps: 1,
  };
}

export const gap: Figure = { name: 'gap', parts: [simulated, throughWorker] };
