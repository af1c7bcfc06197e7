// What one job costs Redis and the processes, from which docs/scaling.md reckons how many hosts one Redis carries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Bench, Row } from './support/figure.ts';
import { callUntil } from './support/http.ts';
import { processorMs } from './support/process-usage.ts';
import { ended, knowsEngines, open, start, submitOne, workers } from './support/redis-fleet.ts';
import { rounded, sum } from './support/statistics.ts';

const BATCH = 8;

interface Spent {
  at: number;
  commands: number;
  redisMs: number;
  apiMs: number;
  workerMs: number;
}

function infoNumber(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? Number.NaN);
}

function redisMsOf(info: string): number {
  return 1000 * (infoNumber(info, 'used_cpu_user') + infoNumber(info, 'used_cpu_sys'));
}

/** The jobs eight at a time, and a while without any, so that what they cost is told apart from what time costs. */
export async function costs(bench: Bench): Promise<Row[]> {
  const parts = await open(bench, 'costs');
  const [api, ...running] = await Promise.all([start(parts, 'api'), ...workers(parts)]);
  await knowsEngines(api);
  const spent = (): Spent => {
    const info = parts.redis.command('info', 'all');
    return {
      at: performance.now(),
      commands: infoNumber(info, 'total_commands_processed'),
      redisMs: redisMsOf(info),
      apiMs: processorMs(api.pid),
      workerMs: sum(running.map(({ pid }) => processorMs(pid))),
    };
  };
  const run = async (count: number) => {
    for (let first = 0; first < count; first += BATCH) {
      const submit = (_: unknown, index: number) =>
        submitOne(api, { prompt: `job ${first + index}`, steps: 2 });
      const ids = await Promise.all(Array.from({ length: BATCH }, submit));
      for (const id of ids) await ended(api, id);
    }
  };
  await run(5 * BATCH);
  const idleFrom = spent();
  await new Promise((resolve) => setTimeout(resolve, bench.isQuick ? 4000 : 15_000));
  const from = spent();
  const count = (bench.isQuick ? 10 : 50) * BATCH;
  await run(count);
  const to = spent();
  const idleSeconds = (from.at - idleFrom.at) / 1000;
  const seconds = (to.at - from.at) / 1000;
  const perSecond = (name: keyof Spent) => (from[name] - idleFrom[name]) / idleSeconds;
  const perJob = (name: keyof Spent) => (to[name] - from[name] - perSecond(name) * seconds) / count;
  const idle = perSecond('commands') / (running.length + 1);
  return [
    {
      figure: 'Redis: what one job costs it',
      budget: '',
      measured: `${rounded(perJob('commands'))} commands, ${rounded(1000 * perJob('redisMs'))} us`,
      isWithin: undefined,
      note:
        `${count} jobs over ${running.length} workers and one API process, and besides ${rounded(idle)} commands/s for ` +
        `each process without any; processor time of the API process ${rounded(perJob('apiMs'))} ms a job with looking ` +
        `for its end, of its worker ${rounded(perJob('workerMs'))} ms with encoding`,
      numbers: {
        commandsPerJob: perJob('commands'),
        redisUsPerJob: 1000 * perJob('redisMs'),
        apiMsPerJob: perJob('apiMs'),
        workerMsPerJob: perJob('workerMs'),
        idleCommandsPerSecond: idle,
      },
    },
  ];
}

const MESSAGES = 20_000;

/** Progress of a run, told again and again: what each message costs Redis for each listener, and the listeners. */
export async function messages(bench: Bench): Promise<Row[]> {
  const parts = await open(bench, 'messages');
  const [api, ...running] = await Promise.all([
    start(parts, 'api'),
    ...workers(parts, { devices: 1, msPerStep: 3_600_000 }),
  ]);
  await knowsEngines(api);
  const id = await submitOne(api, { prompt: 'runs', steps: 10 });
  const isRunning = ({ body }: { body: string }) => body.includes('"state":"running"');
  await callUntil(`${api.url}/api/jobs/${id}`, isRunning, { timeoutMs: 300_000, pauseMs: 20 });
  const channel = `reelsmith-${readFileSync(join(parts.folder, 'data', 'group'), 'utf8').trim()}:events`;
  const client = new Redis(parts.redis.url);
  bench.onEnd(() => client.disconnect());
  const spent = () => ({
    redisMs: redisMsOf(parts.redis.command('info', 'cpu')),
    apiMs: processorMs(api.pid),
    workerMs: sum(running.map(({ pid }) => processorMs(pid))) / running.length,
  });
  const count = bench.isQuick ? MESSAGES / 4 : MESSAGES;
  const tell = async (first: number, number: number) => {
    const pipeline = client.pipeline();
    for (let index = first; index < first + number; index += 1) {
      const progress = { stage: 'denoising', fraction: index / count };
      const run = { id, attempt: 1, engine: 'sim', progress };
      pipeline.publish(channel, JSON.stringify({ type: 'run', run, from: id }));
    }
    await pipeline.exec();
  };
  await tell(0, 500);
  const before = spent();
  for (let first = 0; first < count; first += 100) await tell(first, 100);
  // What they have not read yet is read before this is answered.
  await callUntil(`${api.url}/health`, ({ status }) => status === 200, { timeoutMs: 300_000, pauseMs: 20 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const after = spent();
  const us = (name: keyof typeof before) => ((after[name] - before[name]) * 1000) / count;
  const listeners = running.length + 1;
  const delivery = us('redisMs') / listeners;
  return [
    {
      figure: 'Redis: what one message of progress costs it for each process that listens',
      budget: '',
      measured: `${rounded(delivery)} us`,
      isWithin: undefined,
      note:
        `${count} messages to ${listeners} processes; processor time of an API process ${rounded(us('apiMs'))} us a ` +
        `message, of a worker ${rounded(us('workerMs'))} us`,
      numbers: {
        redisUsPerDelivery: delivery,
        apiUs: us('apiMs'),
        workerUs: us('workerMs'),
        messages: count,
      },
    },
  ];
}
