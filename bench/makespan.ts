import type { Bench, Figure, Row } from './support/figure.ts';
import { callJson } from './support/http.ts';
import { startSimulated } from './support/server.ts';
import { inOrder, lowerBound } from './support/schedule.ts';
import { rounded, seededRandom } from './support/statistics.ts';

const DEVICES = 8;
const JOBS = 200;

async function run(bench: Bench): Promise<Row[]> {
  const msPerStep = bench.isQuick ? 8 : 20;
  const server = await startSimulated(bench, {
    folder: bench.folder('makespan'),
    env: {},
    engine: { kind: 'simulated', devices: DEVICES, msPerStep, progressSteps: 4 },
  });
  const random = seededRandom(7);
  // 0.2 to 0.8 s in full, as jobs of different sizes and steps would be.
  const steps = Array.from({ length: JOBS }, () => 10 + Math.floor(random() * 31));
  const durations = steps.map((count) => count * msPerStep);
  const runs = [];
  for (let first = 0; first < JOBS; first += DEVICES) {
    const prompts = steps
      .slice(first, first + DEVICES)
      .map((count, index) => ({ prompt: `job ${first + index}`, steps: count }));
    await callJson(`${server.url}/api/video/batch_inference`, { prompts });
  }
  while (runs.length < JOBS) {
    if (server.isGone()) throw new Error('the server has ended');
    await new Promise((resolve) => setTimeout(resolve, 200));
    runs.push(...(await server.runs()));
  }
  const makespan =
    Math.max(...runs.map((one) => one.endedAt)) - Math.min(...runs.map((one) => one.startedAt));
  const bound = lowerBound(durations, DEVICES);
  const ratio = makespan / bound;
  const ideal = inOrder(durations, DEVICES) / bound;
  const row: Row = {
    figure: `makespan of ${JOBS} mixed jobs on ${DEVICES} simulated devices / lower bound`,
    budget: '<= 1.05',
    measured: ratio.toFixed(3),
    isWithin: ratio <= 1.05,
    note:
      `${rounded(makespan / 1000)} s against ${rounded(bound / 1000)} s; oldest first with no time ` +
      `between jobs would be ${ideal.toFixed(3)}`,
    numbers: { makespanMs: makespan, lowerBoundMs: bound, ratio, oldestFirstRatio: ideal },
  };
  return [row];
}

export const makespan: Figure = { name: 'makespan', parts: [run] };
