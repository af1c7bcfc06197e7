import type { Bench, Figure, Row } from './support/figure.ts';
import {
  allDone,
  type BenchEngine,
  DEVICES,
  type EnginesUnderLoad,
  type JobAnswer,
  runsByDevice,
  startEngines,
  submitJobs,
} from './support/engine-load.ts';
import { processorMs } from './support/process-usage.ts';
import { inOrder, lowerBound } from './support/schedule.ts';
import { median, quantile, rounded, seededRandom, sum } from './support/statistics.ts';

const GAP_BUDGET_MS = 10;
const MAKESPAN_BUDGET = 1.05;
const CPU_BUDGET = 0.05;
const NOTICE_BUDGET_MS = 5000;

const HOW: Readonly<Record<BenchEngine, string>> = {
  lightx2v: 'polled',
  sglang: 'polled',
  'vllm-omni': 'polled',
  comfyui: 'pushed',
  cosmos: 'long-polled',
};

/** What is behind a key has a queue and GPUs of its own; that they idle is not said by its gaps. */
const IDLE: Readonly<Partial<Record<BenchEngine, string>>> = {
  cosmos: 'one job at a time with each key, as NVIDIA_MAX_CONCURRENT says',
};

interface Gap {
  /** From the end of a job at its server until the portal has been told. */
  noticeMs: number;
  /** From there until the next job has arrived at the same server: fetching, recording, submitting. */
  turnMs: number;
  /** How many jobs the server had done before. */
  done: number;
}

/** Between two jobs in a row on one server, of those that came there since then; all jobs were waiting. */
function gapsOf(load: EnginesUnderLoad, since: number): Gap[] {
  return runsByDevice(load).flatMap((all) => {
    const runs = all.filter(({ arrivedAt }) => arrivedAt >= since);
    return runs.slice(1).map((next, index): Gap => {
      const { endedAt = Number.NaN, toldAt = Number.NaN } = runs[index] ?? {};
      return { noticeMs: toldAt - endedAt, turnMs: (next.startedAt ?? Number.NaN) - toldAt, done: index };
    });
  });
}

/** From the end of one lease to the beginning of the next on the same device, as recorded. */
function leaseGapsOf(jobs: readonly JobAnswer[]): number[] {
  const attempts = jobs.flatMap((job) => job.attempts);
  return [...new Set(attempts.map(({ device }) => device))].flatMap((device) => {
    const own = attempts
      .filter((attempt) => attempt.device === device)
      .toSorted((one, other) => Date.parse(one.started_at) - Date.parse(other.started_at));
    return own
      .slice(1)
      .map((next, index) => Date.parse(next.started_at) - Date.parse(own[index]?.generated_at ?? ''));
  });
}

function gapRow(figure: string, values: readonly number[], note: string, isPromised = false): Row {
  const p99Ms = quantile(values, 0.99);
  return {
    figure,
    budget: isPromised ? `<= ${GAP_BUDGET_MS} ms` : '',
    measured: `${rounded(p99Ms)} ms`,
    isWithin: isPromised ? p99Ms <= GAP_BUDGET_MS : undefined,
    note: `p50 ${rounded(median(values))} ms, longest ${rounded(Math.max(...values))} ms, ${values.length} gaps; ${note}`,
    numbers: { p50Ms: median(values), p99Ms, longestMs: Math.max(...values), gaps: values.length },
  };
}

/**
 * How long what is behind a device waits for work. A server that has its next job in its queue starts it at once; one
 * that has not waits for the news of the end (`noticeMs`) and for the next job. So it is with the first run of each
 * server when the portal has never seen its like.
 * @param first of jobs of a shape that is new to the portal
 * @param others of as many more
 */
function idleRows(engine: BenchEngine, first: readonly Gap[], others: readonly Gap[]): Row[] {
  const name = `${engine} (${HOW[engine]})`;
  const idleMs = ({ noticeMs, turnMs }: Gap) => noticeMs + turnMs;
  const unforeseen = first.filter(({ done }) => done === 0);
  const later = first.filter(({ done }) => done > 0);
  return [
    gapRow(
      `${name}: from a job's end at its server to the next one there, all gaps, p99`,
      others.map(idleMs),
      `${IDLE[engine] ?? 'the GPU is idle for so long'}; the portal has seen jobs of this shape`,
      true,
    ),
    gapRow(
      `${name}: the same, of the first jobs of a shape that the portal ever sees`,
      first.map(idleMs),
      `how long they take is not known yet: the first gap of each device ${rounded(median(unforeseen.map(idleMs)))} ms ` +
        `(median; told of the end after ${rounded(median(unforeseen.map((gap) => gap.noticeMs)))} ms), without it p99 ` +
        `${rounded(quantile(later.map(idleMs), 0.99))} ms`,
      true,
    ),
  ];
}

/** What the gaps were like of so many jobs, submitted at once and all waiting. */
async function gapsUnderLoad(bench: Bench, load: EnginesUnderLoad, before: number): Promise<Gap[]> {
  const random = seededRandom(11);
  // Jobs of one shape differ by a few percent, as real ones do.
  const jobs = Array.from({ length: DEVICES + (bench.isQuick ? 48 : 200) }, () => ({
    runMs: 800 + Math.round(random() * 40),
  }));
  const since = performance.timeOrigin + performance.now();
  await submitJobs(load.portal, jobs);
  await allDone(load, before + jobs.length);
  return gapsOf(load, since);
}

const gapPart =
  (engine: BenchEngine) =>
  async (bench: Bench): Promise<Row[]> => {
    const load = await startEngines(bench, engine);
    const first = await gapsUnderLoad(bench, load, 0);
    const count = first.length + DEVICES;
    const leaseGaps = leaseGapsOf(await allDone(load, count));
    const others = await gapsUnderLoad(bench, load, count);
    await load.portal.stop();
    const name = `${engine} (${HOW[engine]})`;
    return [
      gapRow(
        `${name}: from the end of one lease to the next, p99`,
        leaseGaps,
        `${DEVICES} doubles, ${count} jobs of 0.8 s`,
        true,
      ),
      ...idleRows(engine, first, others),
    ];
  };

async function makespan(bench: Bench): Promise<Row[]> {
  const load = await startEngines(bench, 'lightx2v');
  const random = seededRandom(7);
  // Sizes and steps differ, and with them the shapes that the portal knows.
  const [count, stepMs] = bench.isQuick ? [96, 20] : [200, 40];
  const jobs = Array.from({ length: count }, () => {
    const steps = 10 + 10 * Math.floor(random() * 4);
    return { runMs: steps * stepMs + Math.round(random() * 20), steps };
  });
  await submitJobs(load.portal, jobs);
  await allDone(load, jobs.length);
  const runs = runsByDevice(load).flat();
  await load.portal.stop();
  const from = Math.min(...runs.map(({ startedAt = Number.NaN }) => startedAt));
  const measuredMs = Math.max(...runs.map(({ endedAt = Number.NaN }) => endedAt)) - from;
  const durations = jobs.map(({ runMs }) => runMs);
  const boundMs = lowerBound(durations, DEVICES);
  const ratio = measuredMs / boundMs;
  const ideal = inOrder(durations, DEVICES) / boundMs;
  return [
    {
      figure: `makespan of ${jobs.length} mixed jobs on ${DEVICES} servers over HTTP / lower bound`,
      budget: `<= ${MAKESPAN_BUDGET}`,
      measured: ratio.toFixed(3),
      isWithin: ratio <= MAKESPAN_BUDGET,
      note:
        `${rounded(measuredMs / 1000)} s against ${rounded(boundMs / 1000)} s; oldest first with no time between ` +
        `jobs would be ${ideal.toFixed(3)}; lightx2v (polled), ${stepMs / 100} to ${(stepMs * 4) / 100} s each`,
      numbers: { makespanMs: measuredMs, lowerBoundMs: boundMs, ratio, oldestFirstRatio: ideal },
    },
  ];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function waiting(bench: Bench): Promise<Row[]> {
  const load = await startEngines(bench, 'lightx2v');
  const seconds = bench.isQuick ? 8 : 25;
  const queued = bench.isQuick ? 200 : 1000;
  await submitJobs(
    load.portal,
    Array.from({ length: DEVICES + queued }, () => ({ runMs: 600_000 })),
  );
  // What the submissions left to do, and the first, close polls.
  await pause(5000);
  const requests = () => sum(load.doubles.map((double) => double.requests));
  const before = { cpu: processorMs(load.portal.pid), at: performance.now(), requests: requests() };
  await pause(seconds * 1000);
  const passedMs = performance.now() - before.at;
  const share = (processorMs(load.portal.pid) - before.cpu) / passedMs;
  await load.portal.stop();
  return [
    {
      figure: `processor time of the portal while ${DEVICES} servers work and ${queued} jobs wait`,
      budget: `<= ${CPU_BUDGET * 100} % of a core`,
      measured: `${rounded(share * 100)} %`,
      isWithin: share <= CPU_BUDGET,
      note: `over ${rounded(passedMs / 1000)} s, beginning 5 s after the last submission; lightx2v (polled)`,
      numbers: { share, seconds: passedMs / 1000, queued },
    },
  ];
}

async function death(bench: Bench): Promise<Row[]> {
  const load = await startEngines(bench, 'lightx2v');
  // One server is left over, for the job that is lost.
  await submitJobs(
    load.portal,
    Array.from({ length: DEVICES - 1 }, () => ({ runMs: 4000 })),
  );
  const isBusy = () => load.doubles.filter(({ runs }) => runs.size > 0).length === DEVICES - 1;
  while (!isBusy()) await pause(20);
  await pause(1000);
  const [index, victim] = [...load.doubles.entries()].find(([, { runs }]) => runs.size > 0) ?? [];
  if (victim === undefined) throw new Error('no server got a job');
  const killedAt = performance.timeOrigin + performance.now();
  await victim.kill();
  const [lost] = victim.runs.values();
  const jobs = await allDone(load, DEVICES - 1);
  const again = load.doubles
    .filter((double) => double !== victim)
    .flatMap(({ runs }) => [...runs.values()])
    .find(({ prompt }) => prompt === lost?.prompt);
  const noticeMs = (again?.arrivedAt ?? Number.NaN) - killedAt;
  const attempts = jobs.find((job) => job.attempts.length > 1)?.attempts ?? [];
  await load.portal.stop();
  return [
    {
      figure: 'from the death of a server to the new start of its job on another',
      budget: `<= ${NOTICE_BUDGET_MS / 1000} s`,
      measured: `${rounded(noticeMs / 1000)} s`,
      isWithin: noticeMs <= NOTICE_BUDGET_MS,
      note: `killed 1 s into a job of 4 s on lightx2v:${index ?? ''}; ${attempts.length} attempts, one result`,
      numbers: { noticeMs, attempts: attempts.length },
    },
  ];
}

export const engines: Figure = {
  name: 'engines',
  parts: [
    gapPart('lightx2v'),
    gapPart('sglang'),
    gapPart('vllm-omni'),
    gapPart('comfyui'),
    gapPart('cosmos'),
    makespan,
    waiting,
    death,
  ],
};
