// Kills the real server at random instants and looks whether anything that it had said turns out to be untrue.
// `npm run test:faults -- kill --cycles 200 [--seed 1] [--dist dist] [--model models/tiny-world]`
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Gone, type Moment } from './kill/client.ts';
import { FINAL, History, type Intent } from './kill/history.ts';
import { Server, sleep } from './kill/server.ts';
import { SessionUsers } from './kill/sessions.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    dist: { type: 'string', default: join(root, 'dist') },
    model: { type: 'string', default: join(root, 'models/tiny-world') },
  },
});
const cycles = Number(values.cycles);
const seed = Number(values.seed);

/** Clients submit no more while so many jobs are open, unless the kill is to fall on a submission. */
const MOST_UNFINISHED = 6;
const MOST_UNFINISHED_BEFORE_A_KILL = 30;
const CALM_MS = 150;
const FINISH_MS = 900_000;
/** How often each instant is chosen, and how long a cycle waits for it to come, in milliseconds. */
const MOMENTS: readonly { moment: Moment; weight: number; patience: number }[] = [
  { moment: 'editing', weight: 3, patience: 1500 },
  { moment: 'submitting', weight: 4, patience: 1500 },
  { moment: 'running', weight: 3, patience: 2500 },
  { moment: 'publishing', weight: 3, patience: 10_000 },
  { moment: 'downloading', weight: 2, patience: 10_000 },
];

function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = seeded(seed);
const history = new History();
const sessionUsers = new SessionUsers(history, random);
const folder = mkdtempSync(join(tmpdir(), 'reelsmith-kill-'));
const staticDir = join(folder, 'static');
mkdirSync(staticDir);
const server = {
  main: join(resolve(values.dist), 'main.js'),
  env: {
    DATA_DIR: join(folder, 'data'),
    SESSIONS_DIR: join(folder, 'sessions'),
    STATIC_DIR: staticDir,
    MODEL_DIR: resolve(values.model),
    DEVICES: 'cpu:2',
    MAX_ATTEMPTS: '1000',
    QUEUE_TTL: '86400',
    SESSION_TTL: '0',
    SESSIONS_PER_MINUTE: '100000',
    LOG_LEVEL: 'warn',
  },
};

function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

function chooseMoment() {
  let rest = random() * MOMENTS.reduce((sum, { weight }) => sum + weight, 0);
  return MOMENTS.find(({ weight }) => (rest -= weight) < 0) ?? { moment: 'running' as const, patience: 2500 };
}

function newIntent(): Intent {
  const key = `intent-${history.intents.length}`;
  const size = random() < 0.5 ? 1 : 2 + Math.floor(random() * 3);
  const prompts = Array.from({ length: size }, (_, index) => `a red ball, ${key}, ${index}`);
  const intent: Intent = { key, kind: size === 1 ? 'single' : 'batch', prompts, jobs: [] };
  history.intents.push(intent);
  return intent;
}

/** One round of what clients do. */
async function act(client: Client, moment: Moment): Promise<void> {
  for (const intent of history.intents.filter(({ id }) => id === undefined)) await client.submit(intent);
  const most = moment === 'submitting' ? MOST_UNFINISHED_BEFORE_A_KILL : MOST_UNFINISHED;
  if (history.unfinished.length < most) await client.submit(newIntent());
  for (const intent of history.intents.filter(isOpen)) await client.look(intent);
  const old = pick(history.intents);
  if (old !== undefined) await client.look(old);
  const done = pick(
    history.intents.flatMap(({ jobs }) => jobs).filter((id) => history.finalOf(id)?.state === 'succeeded'),
  );
  if (done !== undefined) await client.download(done);
  const batch = pick(history.intents.filter(({ kind }) => kind === 'batch'));
  if (batch !== undefined && random() < 0.3) await client.downloadArchive(batch);
  const unfinished = pick(history.unfinished);
  if (unfinished !== undefined && random() < 0.05) await client.cancel(unfinished);
}

function isOpen({ id, jobs }: Intent): boolean {
  return id !== undefined && (jobs.length === 0 || jobs.some((job) => history.finalOf(job) === undefined));
}

/** One round of what people do to prompts, side by side with the jobs. */
async function editUntil(
  client: Client,
  tell: (moment: Moment) => void,
  isOver: () => boolean,
): Promise<void> {
  const call = client.send.bind(client);
  await untilGone(isOver, async () => {
    await sessionUsers.check(call);
    while (!isOver()) {
      const change = sessionUsers.act(call);
      tell('editing');
      await change;
      await sleep(CALM_MS * random());
    }
  });
}

async function untilGone(isOver: () => boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Gone)) throw error;
    if (!isOver()) history.violate(`the server was gone before it was killed: ${error.message}`);
  }
}

async function actUntil(client: Client, moment: Moment, isOver: () => boolean): Promise<void> {
  await untilGone(isOver, async () => {
    while (!isOver()) {
      await act(client, moment);
      await sleep(CALM_MS * random());
    }
  });
}

async function runCycle(): Promise<Moment | 'other'> {
  const running = await Server.start(server);
  const { moment, patience } = chooseMoment();
  let reach: () => void = () => undefined;
  let isReached = false;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const tell = (seen: Moment) => {
    if (seen !== moment) return;
    isReached = true;
    reach();
  };
  const client = new Client(running.url, history, tell);
  let isKilled = false;
  const isOver = () => isKilled;
  const acting = Promise.all([actUntil(client, moment, isOver), editUntil(client, tell, isOver)]);
  await Promise.race([reached, sleep(patience * (0.5 + random() / 2))]);
  // Edits, submissions and downloads take milliseconds, runs and publications longer.
  const isShort = moment === 'editing' || moment === 'submitting' || moment === 'downloading';
  await sleep(random() * (isShort ? 25 : 400));
  isKilled = true;
  const left = await running.kill(random() < 0.25 ? 'server' : 'group');
  if (left.length > 0) history.violate(`${left.length} worker processes outlived their server`);
  await acting;
  return isReached ? moment : 'other';
}

/** Whether nothing is left over, doubled or lost once everything has come to its end. */
async function checkEnd(): Promise<void> {
  const running = await Server.start(server);
  const client = new Client(running.url, history, () => undefined);
  const until = Date.now() + FINISH_MS;
  while (await client.isRecovering()) await sleep(50);
  await sessionUsers.check(client.send.bind(client));
  while (history.intents.some((intent) => intent.id === undefined || isOpen(intent))) {
    if (Date.now() > until) {
      history.violate(`${history.unfinished.length} jobs did not end`);
      break;
    }
    for (const intent of history.intents.filter(({ id }) => id === undefined)) await client.submit(intent);
    for (const intent of history.intents.filter(isOpen)) await client.look(intent);
    await sleep(100);
  }
  for (const intent of history.intents) {
    await client.look(intent);
    for (const id of intent.jobs) await client.download(id);
    await client.downloadArchive(intent);
  }
  checkUnique(await client.list());
  const { code, left } = await running.terminate(60_000);
  if (code !== 0) history.violate(`the orderly end gave exit code ${String(code)}: ${running.output}`);
  if (left.length > 0) history.violate(`${left.length} processes were left after the orderly end`);
  const work = join(staticDir, '.work');
  const leftovers = existsSync(work) ? readdirSync(work) : [];
  if (leftovers.length > 0) history.violate(`left in the work folder: ${leftovers.join(', ')}`);
}

function checkUnique(jobs: readonly { id: string; prompt: string; state: string }[]): void {
  const wanted = history.intents.flatMap(({ prompts }) => prompts);
  for (const prompt of wanted) {
    const made = jobs.filter((job) => job.prompt === prompt);
    if (made.length !== 1) history.violate(`"${prompt}" was asked for once and made ${made.length} jobs`);
  }
  const published = readdirSync(join(staticDir, 'videos'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('video.mp4'),
  ).length;
  const succeeded = jobs.filter((job) => job.state === 'succeeded').length;
  if (published !== succeeded)
    history.violate(`${succeeded} jobs succeeded and ${published} videos are published`);
  const unfinished = jobs.filter((job) => !FINAL.includes(job.state)).length;
  if (unfinished > 0) history.violate(`${unfinished} jobs are not final at the end`);
}

console.log(`kill suite: ${cycles} cycles, seed ${seed}, folder ${folder}`);
const startedAt = performance.now();
const reached: Record<string, number> = {};
for (let cycle = 1; cycle <= cycles; cycle += 1) {
  const moment = await runCycle();
  reached[moment] = (reached[moment] ?? 0) + 1;
  if (cycle % 20 === 0) {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const succeeded = history.intents
      .flatMap(({ jobs }) => jobs)
      .filter((id) => history.finalOf(id) !== undefined);
    console.log(
      `${cycle} cycles in ${seconds} s: ${succeeded.length} jobs final, ${JSON.stringify(history.counts)}`,
    );
  }
}
await checkEnd();
const seconds = Math.round((performance.now() - startedAt) / 1000);
const jobCount = history.intents.flatMap(({ jobs }) => jobs).length;
console.log(
  `kill suite: ${cycles} cycles, ${seconds} s, seed ${seed}, ${jobCount} jobs in ${history.intents.length} submissions, ` +
    `${JSON.stringify(history.counts)}, ${sessionUsers.changes} changes of prompts, killed while ${JSON.stringify(reached)}, violations: ${history.violations.length}`,
);
if (history.violations.length === 0) rmSync(folder, { recursive: true, force: true });
process.exit(history.violations.length === 0 ? 0 : 1);
