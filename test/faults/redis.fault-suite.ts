// `npm run test:faults -- redis [--runs 100 --jobs 500 --seed 1]`: jobs over several worker processes while workers, a
// process that takes jobs in, and Redis are killed again and again. Each job must end with exactly one visible result.
// Linux, a real redis-server, the compiled portal (`npm run build`), and devices that only let time pass.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fleet, type JobBody, type PortalProcess, sleep, startFleet } from '../support/fleet/fleet.ts';
import { findRedis, HOW_TO_GET_REDIS } from '../support/fleet/redis-server.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const jobCount = Number(values.jobs);
const WORKERS = 4;
const DEVICES = 2;
const SUBMITTERS = 8;
const BATCH = 4;
const FINISH_MS = 240_000;
const AGREE_MS = 15_000;
/** Jobs take 40 to 400 ms, so that a kill falls on every part of their lives. */
const MS_PER_STEP = 40;
const MOST_STEPS = 10;

if (findRedis() === undefined) {
  console.error(HOW_TO_GET_REDIS);
  process.exit(1);
}

function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface World {
  fleet: Fleet;
  random: () => number;
  apis: PortalProcess[];
  workers: PortalProcess[];
  /** Acknowledged ids by prompt. */
  acknowledged: Map<string, string>;
  /** Prompts of acknowledged batches. */
  batched: Set<string>;
  kills: Record<string, number>;
  /** Those that are being killed. */
  falling: Set<PortalProcess>;
  violations: string[];
  isOver: boolean;
}

const FLEET_ENV = { QUEUE_MAX: '100000', QUEUE_TTL: '86400', MAX_ATTEMPTS: '1000', LOG_LEVEL: 'warn' };
const ENGINES = [{ devices: DEVICES, msPerStep: MS_PER_STEP }];

const startApi = (fleet: Fleet) => fleet.start({ role: 'api' });
const startWorker = (fleet: Fleet) => fleet.start({ role: 'worker', engines: ENGINES });

async function begin(seed: number): Promise<World> {
  const fleet = await startFleet(FLEET_ENV);
  const apis = await Promise.all([startApi(fleet), startApi(fleet)]);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => startWorker(fleet)));
  await Promise.all(apis.map((api) => api.knowsEngines()));
  return {
    fleet,
    random: seeded(seed),
    apis,
    workers,
    acknowledged: new Map(),
    batched: new Set(),
    kills: {},
    falling: new Set(),
    violations: [],
    isOver: false,
  };
}

/** What a process has acknowledged; undefined where nobody knows whether it took anything in. */
async function ask<Body>(world: World, path: string, body: object, headers = {}): Promise<Body | undefined> {
  const api = world.apis[Math.floor(world.random() * world.apis.length)];
  try {
    const answer = await api?.call('POST', path, body, headers);
    if (answer?.ok === true) return (await answer.json()) as Body;
    await answer?.text();
  } catch {
    // Killed while it answered.
  }
  await sleep(50);
  return undefined;
}

const stepsOf = (world: World) => 1 + Math.floor(world.random() * MOST_STEPS);

/** Asks again, with the same key, until a process has said that the job is taken in. */
async function submitWithKey(world: World, prompt: string): Promise<void> {
  const body = { prompt, steps: stepsOf(world) };
  for (;;) {
    const job = await ask<JobBody>(world, '/api/jobs', body, { 'idempotency-key': prompt });
    if (job === undefined) continue;
    world.acknowledged.set(prompt, job.id);
    return;
  }
}

/** Without a key, each try is another job, which may be there or not unless it was acknowledged. */
async function submitPlainly(world: World, prompt: string): Promise<void> {
  for (let number = 1; ; number += 1) {
    const named = `${prompt}, try ${number}`;
    const job = await ask<JobBody>(world, '/api/jobs', { prompt: named, steps: stepsOf(world) });
    if (job === undefined) continue;
    world.acknowledged.set(named, job.id);
    return;
  }
}

async function submitBatch(world: World, prompt: string): Promise<void> {
  for (let number = 1; ; number += 1) {
    const named = Array.from({ length: BATCH }, (_, index) => `${prompt}.${index}, try ${number}`);
    const prompts = named.map((text) => ({ prompt: text, steps: stepsOf(world) }));
    const batch = await ask<{ results: { id: string }[] }>(world, '/api/video/batch_inference', { prompts });
    if (batch === undefined) continue;
    for (const text of named) world.batched.add(text);
    return;
  }
}

async function submitAll(world: World): Promise<void> {
  const kinds = [submitWithKey, submitPlainly, submitPlainly, submitBatch];
  const work: (() => Promise<void>)[] = [];
  for (let count = 0; count < jobCount;) {
    const kind = kinds[work.length % kinds.length] ?? submitPlainly;
    const prompt = `job ${count}`;
    work.push(() => kind(world, prompt));
    count += kind === submitBatch ? BATCH : 1;
  }
  const next = async (): Promise<void> => {
    for (let one = work.shift(); one !== undefined; one = work.shift()) await one();
  };
  await Promise.all(Array.from({ length: SUBMITTERS }, next));
}

/** Kills a process and starts another one in its place. */
async function replace(
  world: World,
  list: PortalProcess[],
  start: () => Promise<PortalProcess>,
): Promise<void> {
  const alive = list.filter((process) => !process.isGone && !world.falling.has(process));
  const victim = alive[Math.floor(world.random() * alive.length)];
  if (victim === undefined) return;
  world.falling.add(victim);
  // Now and then one is only halted, and comes back from the dead when its jobs belong to others.
  const isHalted = world.random() < 0.25;
  victim.signal(isHalted ? 'SIGSTOP' : 'SIGKILL');
  const next = await start();
  list[list.indexOf(victim)] = next;
  if (isHalted) {
    await sleep(2000 + world.random() * 3000);
    victim.signal('SIGCONT');
    await sleep(500);
    await victim.end('SIGKILL');
  }
}

async function killRedis({ fleet, random }: World): Promise<void> {
  if (random() < 0.3) {
    fleet.redis.command('flushall');
    return;
  }
  await fleet.redis.kill();
  await sleep(random() * 1500);
  await fleet.redis.start();
}

/** Each kind of victim on its own: starting a process takes seconds, and meanwhile the others go on dying. */
async function killOn(world: World): Promise<void> {
  const kinds: [string, number, () => Promise<void>][] = [
    ['worker', 300, () => replace(world, world.workers, () => startWorker(world.fleet))],
    ['worker', 300, () => replace(world, world.workers, () => startWorker(world.fleet))],
    ['api', 2000, () => replace(world, world.apis, () => startApi(world.fleet))],
    ['redis', 2000, () => killRedis(world)],
  ];
  const killing = kinds.map(async ([what, pauseMs, kill]) => {
    for (;;) {
      await sleep(pauseMs * (0.5 + world.random()));
      if (world.isOver) return;
      world.kills[what] = (world.kills[what] ?? 0) + 1;
      await kill();
    }
  });
  await Promise.all(killing);
}

async function listAll(api: PortalProcess): Promise<JobBody[]> {
  const jobs: JobBody[] = [];
  for (let cursor = ''; ;) {
    const query = `limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page = await api.json<{ items: JobBody[]; next_cursor: string | null }>(
      'GET',
      `/api/jobs?${query}`,
    );
    jobs.push(...page.items);
    if (page.next_cursor === null) return jobs;
    cursor = page.next_cursor;
  }
}

const isOpen = ({ state }: JobBody) => state === 'queued' || state === 'running';

async function finish(world: World): Promise<void> {
  const end = Date.now() + FINISH_MS;
  for (;;) {
    const [api] = world.apis;
    const jobs = api === undefined ? [] : await listAll(api);
    if (jobs.length >= world.acknowledged.size + world.batched.size && !jobs.some(isOpen)) return;
    if (Date.now() > end) {
      const open = jobs.filter(isOpen);
      world.violations.push(
        `${open.length} of ${jobs.length} jobs did not end: ${JSON.stringify(open.slice(0, 2))}`,
      );
      return;
    }
    await sleep(250);
  }
}

/** Each acknowledged job is there once and has ended well. */
function checkJobs({ violations, acknowledged, batched }: World, jobs: readonly JobBody[]): void {
  for (const [prompt, id] of acknowledged) {
    const made = jobs.filter((job) => job.prompt === prompt);
    if (made.length !== 1) violations.push(`"${prompt}" was asked for once and made ${made.length} jobs`);
    const job = jobs.find((candidate) => candidate.id === id);
    if (job === undefined) violations.push(`${id} was acknowledged and is lost`);
    else if (job.state !== 'succeeded')
      violations.push(`${id} is ${job.state}: ${JSON.stringify(job.failure)}`);
  }
  for (const prompt of batched) {
    const made = jobs.filter((job) => job.prompt === prompt);
    if (made.map(({ state }) => state).join() === 'succeeded') continue;
    const ends = made.map(({ id, state, failure, attempts }) => ({ id, state, failure, attempts }));
    violations.push(`"${prompt}" of a batch is ${JSON.stringify(ends)}`);
  }
  const prompts = new Set(jobs.map((job) => job.prompt));
  if (prompts.size !== jobs.length) violations.push(`${jobs.length - prompts.size} jobs are there twice`);
}

/** What no message told, because Redis was gone, another process finds on the folders within 10 s. */
async function agreed({ apis }: World): Promise<JobBody[][]> {
  const end = Date.now() + AGREE_MS;
  for (;;) {
    const lists = await Promise.all(apis.map(listAll));
    const told = new Set(lists.map((jobs) => JSON.stringify(jobs.map(({ id, state }) => [id, state]))));
    if (told.size === 1 || Date.now() > end) return lists;
    await sleep(250);
  }
}

async function check(world: World): Promise<void> {
  const { violations, fleet } = world;
  const lists = await agreed(world);
  for (const jobs of lists) checkJobs(world, jobs);
  const states = lists.map((jobs) => JSON.stringify(jobs.map(({ id, state }) => [id, state])));
  if (new Set(states).size > 1) violations.push('two processes tell different things');
  await checkFiles(world, lists[0] ?? []);
  const work = join(fleet.staticDir, '.work');
  const left = existsSync(work) ? readdirSync(work) : [];
  if (left.length > 2 * WORKERS * DEVICES * 20) violations.push(`${left.length} work folders are left`);
}

async function checkFiles({ fleet, apis, violations }: World, jobs: readonly JobBody[]): Promise<void> {
  const videos = readdirSync(join(fleet.staticDir, 'videos'), { recursive: true, encoding: 'utf8' });
  const published = videos.filter((path) => path.endsWith('video.mp4')).length;
  if (published !== jobs.length) violations.push(`${jobs.length} jobs have ${published} videos`);
  for (const job of jobs) {
    const answer = await apis[0]?.call('GET', job.video_url ?? '/none');
    const bytes = (await answer?.arrayBuffer())?.byteLength ?? 0;
    if (answer?.status !== 200 || bytes === 0) violations.push(`${job.id} has no video that can be read`);
  }
}

async function once(seed: number): Promise<number> {
  const startedAt = performance.now();
  const world = await begin(seed);
  const killing = killOn(world);
  await submitAll(world);
  // Kills go on while the rest of the jobs runs, but for the end.
  await sleep(2000);
  world.isOver = true;
  await killing;
  await finish(world);
  await check(world);
  const lists = await listAll(world.apis[0] as PortalProcess);
  const attempts = lists.reduce((sum, job) => sum + job.attempts.length, 0);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const visible = lists.filter(({ state }) => state === 'succeeded').length;
  console.log(
    `redis faults: seed ${seed}, ${seconds} s, ${world.acknowledged.size + world.batched.size} acknowledged, ${visible} visible results, ` +
      `${attempts} attempts, killed ${JSON.stringify(world.kills)}, violations: ${world.violations.length}`,
  );
  for (const violation of world.violations.slice(0, 20)) console.log(`  ${violation}`);
  if (world.violations.length > 0 && values.keep) {
    for (const { output } of world.fleet.processes) console.log(output.slice(-3000));
    console.log(world.fleet.folder);
    await Promise.all(world.fleet.processes.map((process) => process.end()));
    await world.fleet.redis.kill();
  } else await world.fleet.remove();
  return world.violations.length;
}

let violations = 0;
for (let run = 0; run < runs; run += 1) violations += await once(Number(values.seed) + run);
console.log(`redis faults: ${runs} runs of ${jobCount} jobs, violations: ${violations}`);
process.exit(violations === 0 ? 0 : 1);
