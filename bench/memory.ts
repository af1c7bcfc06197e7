import type { Bench, Figure, Row } from './support/figure.ts';
import { call, callUntil } from './support/http.ts';
import { residentMb } from './support/process-usage.ts';
import { type RunningServer, startPortal } from './support/server.ts';
import { median, withSpread } from './support/statistics.ts';

/** MB, five seconds after there was anything to do. */
export async function settledMemory(server: RunningServer): Promise<number> {
  for (let second = 0; second < 5; second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await call(`${server.url}/health`);
  }
  return residentMb(server.pid);
}

export function memoryRow(state: string, budgetMb: number, values: readonly number[]): Row {
  return {
    figure: `resident memory ${state}`,
    budget: `<= ${budgetMb} MB`,
    measured: withSpread(values, 'MB'),
    isWithin: median(values) <= budgetMb,
    note: 'the portal process after five quiet seconds; workers with a model are processes of their own',
    numbers: { residentMb: values },
  };
}

async function idle(bench: Bench): Promise<Row[]> {
  const values: number[] = [];
  for (let round = 0; round < (bench.isQuick ? 1 : 3); round += 1) {
    const server = await startPortal(bench, bench.folder(`idle-${round}`));
    const { isGone } = server;
    await callUntil(`${server.url}/health`, ({ status }) => status === 200, { timeoutMs: 300_000, isGone });
    values.push(await settledMemory(server));
    await server.stop();
  }
  return [memoryRow('idle', 200, values)];
}

/** With many jobs it is measured by `recovery`, which has them on disk. */
export const memory: Figure = { name: 'memory', parts: [idle] };
