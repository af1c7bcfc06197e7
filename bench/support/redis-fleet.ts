// Several portal processes of one machine over one real Redis.
import { findRedis, HOW_TO_GET_REDIS, RedisServer } from '../../test/support/fleet/redis-server.ts';
import type { Bench } from './figure.ts';
import { call, callUntil } from './http.ts';
import { type SimulatedServer, startSimulated } from './server.ts';

export const WORKERS = 4;
/** Of each worker. */
export const DEVICES = 2;

export interface Parts {
  bench: Bench;
  folder: string;
  redis: RedisServer;
}

export async function open(bench: Bench, name: string): Promise<Parts> {
  if (findRedis() === undefined) throw new Error(HOW_TO_GET_REDIS);
  const redis = await RedisServer.start(bench.folder(`${name}-redis`));
  bench.onEnd(() => redis.kill());
  return { bench, folder: bench.folder(name), redis };
}

export function start(
  { bench, folder, redis }: Parts,
  role: 'api' | 'worker',
  engine = { devices: DEVICES, msPerStep: 10 },
): Promise<SimulatedServer> {
  return startSimulated(bench, {
    folder,
    env: { REDIS_URL: redis.url, PORTAL_ROLE: role, QUEUE_MAX: '1000000', QUEUE_TTL: '86400' },
    engine: { kind: 'simulated', progressSteps: 2, ...engine },
  });
}

export async function knowsEngines(api: SimulatedServer): Promise<void> {
  const hasSome = ({ body }: { body: string }) => !body.includes('"items":[]');
  await callUntil(`${api.url}/api/engines`, hasSome, { timeoutMs: 300_000, pauseMs: 20 });
}

export interface Job {
  id: string;
  state: string;
  created_at: string;
  attempts: { started_at: string }[];
}

export async function ended(api: SimulatedServer, id: string): Promise<Job> {
  const isOver = ({ body }: { body: string }) => /"state":"(succeeded|failed)"/.test(body);
  const answer = await callUntil(`${api.url}/api/jobs/${id}`, isOver, { timeoutMs: 300_000, pauseMs: 10 });
  return JSON.parse(answer.body) as Job;
}

export async function submitOne(api: SimulatedServer, body: object): Promise<string> {
  const answer = await call(`${api.url}/api/jobs`, body);
  if (answer.status !== 201) throw new Error(`a job was answered with ${answer.status}: ${answer.body}`);
  return (JSON.parse(answer.body) as Job).id;
}

export function workers(
  parts: Parts,
  engine?: { devices: number; msPerStep: number },
): Promise<SimulatedServer>[] {
  return Array.from({ length: WORKERS }, () => start(parts, 'worker', engine));
}
