import { v7 } from 'uuid';
import { memoryRow, settledMemory } from './memory.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { type Answer, call, callUntil } from './support/http.ts';
import { writeFinishedJobs } from './support/finished-jobs.ts';
import { processorMs } from './support/process-usage.ts';
import { type RunningServer, startPortal } from './support/server.ts';
import { median, quantile, rounded, withSpread } from './support/statistics.ts';

interface Recovery {
  firstAnswerMs: number;
  /** From the first answer on. */
  recoveredMs: number;
  latencies: number[];
  refused: number;
  /** Of the portal's process, while it recovers. */
  processorMs: number;
}

/** While it recovers, the portal says 503 for a job that nobody knows; afterwards 404. */
async function watchRecovery(
  server: RunningServer,
  ids: readonly string[],
  startedAt: number,
): Promise<Recovery> {
  const options = { timeoutMs: 300_000, isGone: server.isGone };
  await callUntil(`${server.url}/health`, ({ status }) => status === 200, { ...options, pauseMs: 2 });
  const answeredAt = performance.now();
  const before = processorMs(server.pid);
  const latencies: number[] = [];
  let refused = 0;
  const note = ({ status, ms }: Answer, wanted: number) => {
    latencies.push(ms);
    if (status !== wanted) refused += 1;
  };
  const nobody = `${server.url}/api/video/status/${v7()}`;
  for (let round = 0; ; round += 1) {
    if (server.isGone()) throw new Error('the server has ended');
    const { status } = await call(nobody);
    if (status === 404) break;
    // Known from its own file, whether recovery has come to it or not.
    note(await call(`${server.url}/api/video/status/${ids[round % ids.length]}`), 200);
    note(await call(`${server.url}/health`), 200);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    firstAnswerMs: answeredAt - startedAt,
    recoveredMs: performance.now() - answeredAt,
    latencies,
    refused,
    processorMs: processorMs(server.pid) - before,
  };
}

function toRow(count: number, budgetMs: number, runs: readonly Recovery[]): Row {
  const recovered = runs.map((run) => run.recoveredMs);
  const latencies = runs.flatMap((run) => run.latencies);
  const refused = runs.reduce((total, run) => total + run.refused, 0);
  const firstAnswer = runs.map((run) => run.firstAnswerMs);
  const processor = runs.map((run) => run.processorMs / 1000);
  const slowest = latencies.length === 0 ? 0 : Math.max(...latencies);
  return {
    figure: `recovery of ${count.toLocaleString('en-US')} finished jobs`,
    budget: `<= ${budgetMs / 1000} s, answering from the first second`,
    measured: withSpread(
      recovered.map((ms) => ms / 1000),
      's',
    ),
    isWithin: median(recovered) <= budgetMs && refused === 0 && slowest <= 1000,
    note:
      `first answer ${withSpread(firstAnswer, 'ms')} after the process began; meanwhile ${latencies.length} requests, ` +
      `${refused} refused, p99 ${rounded(quantile(latencies, 0.99))} ms, longest ${rounded(slowest)} ms; ` +
      `${withSpread(processor, 's')} of processor time`,
    numbers: {
      recoveredMs: recovered,
      firstAnswerMs: firstAnswer,
      processorSeconds: processor,
      refused,
      slowestMs: slowest,
    },
  };
}

async function measureCount(bench: Bench, count: number, budgetMs: number): Promise<Row[]> {
  const folder = bench.folder(`jobs-${count}`);
  const writtenAt = performance.now();
  const ids = await writeFinishedJobs(folder, count);
  bench.log(`wrote ${count} finished jobs in ${rounded((performance.now() - writtenAt) / 1000)} s`);
  const runs: Recovery[] = [];
  const memory: number[] = [];
  const rounds = count > 10_000 ? 2 : 3;
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const server = await startPortal(bench, folder);
    runs.push(await watchRecovery(server, ids, startedAt));
    if (round === rounds - 1) memory.push(await settledMemory(server));
    await server.stop();
  }
  const rows = [toRow(count, budgetMs, runs)];
  if (count === 100_000) rows.push(memoryRow('with 100,000 finished jobs known', 450, memory));
  return rows;
}

/** Also tells the memory, since the files take longer to write than to read. */
export const recovery: Figure = {
  name: 'recovery',
  parts: [
    (bench) => measureCount(bench, 10_000, 1000),
    async (bench) => (bench.isQuick ? [] : measureCount(bench, 100_000, 10_000)),
  ],
};
