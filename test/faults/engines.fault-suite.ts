// Kills two of eight servers and the portal itself under a load, and looks whether every job has its one result.
// node test/faults/engines.fault-suite.ts [--engine lightx2v|sglang] [--jobs 40] [--seed 1] [--rounds 1] [--dist dist]
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import settings from '../../scripts/node-settings.json' with { type: 'json' };
import { DoubleProcess } from '../support/engine-doubles/double-process.ts';
import { type DoubleAccount, submittedTwice, utilisationOf } from './engines/account.ts';
import type { Interval } from './engines/intervals.ts';
import {
  downloadVideo,
  isRecovering,
  type JobAnswer,
  listJobs,
  RefusedError,
  submitBatch,
} from './engines/portal-client.ts';
import { processorTime, stolenSince } from './engines/stolen-time.ts';
import { problemOfMp4, sha256 } from './kill/media-checks.ts';
import { Server, sleep } from './kill/server.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const { values } = parseArgs({
  options: {
    engine: { type: 'string' },
    jobs: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '1' },
    dist: { type: 'string', default: join(root, 'dist') },
  },
});

const ENGINES = ['lightx2v', 'sglang'] as const;
type EngineName = (typeof ENGINES)[number];
const URLS: Record<EngineName, string> = { lightx2v: 'LIGHTX2V_URLS', sglang: 'SGLANG_URLS' };
const DOUBLES = 8;
const KILLED_DOUBLES = 2;
const RUN_MS = { shortest: 300, longest: 1500 };
const BATCH = 8;
const LEAST_UTILISATION = 0.95;
/** Where the host takes more of the processors than this, times say nothing of the portal, and are not judged. */
const MOST_STOLEN = 0.05;
const RETRY_MS = 50;
const FINISH_MS = 240_000;

function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One load with its faults, all decided by the seed. */
class Scenario {
  readonly violations: string[] = [];
  readonly prompts: readonly string[];
  readonly #random: () => number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'reelsmith-engines-'));
  readonly #downtime: Interval[] = [];
  readonly #killed = new Set<DoubleProcess>();
  readonly #engine: EngineName;
  readonly #processors = processorTime();
  #doubles: DoubleProcess[] = [];
  #portal: Server | undefined;

  constructor(engine: EngineName, jobs: number, seed: number) {
    this.#engine = engine;
    this.#random = seeded(seed);
    this.prompts = Array.from({ length: jobs }, (_, index) => {
      const runMs = Math.round(this.#between(RUN_MS.shortest, RUN_MS.longest));
      return `scene #${String(index).padStart(4, '0')} for ${runMs} ms`;
    });
  }

  /** Resolves with the figures in words. */
  async run(): Promise<string> {
    try {
      this.#doubles = await Promise.all(
        Array.from({ length: DOUBLES }, () => DoubleProcess.start(this.#engine)),
      );
      this.#portal = await this.#startPortal();
      await Promise.all([this.#submit(), ...this.#faults()]);
      const jobs = await this.#finish();
      const figures = await this.#check(jobs);
      await this.#end();
      return figures;
    } finally {
      await this.#portal?.kill('group');
      await Promise.all(this.#doubles.map((double) => double.kill()));
      if (this.violations.length === 0) rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  get folder(): string {
    return this.#folder;
  }

  #between(least: number, most: number): number {
    return least + this.#random() * (most - least);
  }

  async #startPortal(): Promise<Server> {
    const staticDir = join(this.#folder, 'static');
    mkdirSync(staticDir, { recursive: true });
    const portal = await Server.start({
      main: join(resolve(values.dist), 'main.js'),
      env: {
        ...settings.env,
        DATA_DIR: join(this.#folder, 'data'),
        SESSIONS_DIR: join(this.#folder, 'sessions'),
        STATIC_DIR: staticDir,
        ENGINES: this.#engine,
        [URLS[this.#engine]]: this.#doubles.map(({ url }) => url).join(','),
        QUEUE_TTL: '86400',
        MAX_ATTEMPTS: '5',
        LOG_LEVEL: 'warn',
      },
    });
    while (await isRecovering(portal.url)) await sleep(10);
    return portal;
  }

  async #submit(): Promise<void> {
    for (let first = 0; first < this.prompts.length; first += BATCH)
      await this.#submitBatch(this.prompts.slice(first, first + BATCH), `batch-${first}`);
  }

  /** Until there is an answer: a kill may fall on a submission, and its key makes it safe to repeat. */
  async #submitBatch(prompts: readonly string[], key: string): Promise<void> {
    const until = Date.now() + FINISH_MS;
    for (;;) {
      try {
        return await submitBatch(this.#portal?.url ?? '', prompts, key);
      } catch (error) {
        if (error instanceof RefusedError || Date.now() > until) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  /** All of them fall into the time in which there is more work than servers. */
  #faults(): Promise<void>[] {
    const mean = (RUN_MS.shortest + RUN_MS.longest) / 2;
    const loadMs = (this.prompts.length * mean) / DOUBLES;
    const victims = [...this.#doubles.keys()]
      .map((index) => ({ index, order: this.#random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, KILLED_DOUBLES);
    const kills = victims.map(async ({ index }, which) => {
      // One of them may die while the portal is away.
      await sleep(this.#between(0.1, which === 0 ? 0.6 : 0.9) * loadMs);
      const double = this.#doubles[index];
      if (double === undefined) return;
      this.#killed.add(double);
      await double.kill();
    });
    return [...kills, this.#restartPortal(this.#between(0.15, 0.7) * loadMs)];
  }

  async #restartPortal(afterMs: number): Promise<void> {
    await sleep(afterMs);
    const killedAt = Date.now();
    await this.#portal?.kill('group');
    this.#portal = await this.#startPortal();
    this.#downtime.push([killedAt, Date.now()]);
  }

  async #finish(): Promise<JobAnswer[]> {
    const until = Date.now() + FINISH_MS;
    for (;;) {
      const jobs = await listJobs(this.#portal?.url ?? '');
      const open = jobs.filter(({ state }) => state === 'queued' || state === 'running');
      if (open.length === 0 && jobs.length >= this.prompts.length) return jobs;
      if (Date.now() > until) {
        this.violations.push(`${open.length} jobs did not end within ${FINISH_MS / 1000} s`);
        return jobs;
      }
      await sleep(50);
    }
  }

  async #check(jobs: readonly JobAnswer[]): Promise<string> {
    const accounts: DoubleAccount[] = this.#doubles.map((double, index) => ({
      device: `${this.#engine}:${index}`,
      isKilled: this.#killed.has(double),
      runs: [...double.runs.values()],
    }));
    await this.#checkResults(jobs);
    const unrecorded = this.#checkSubmissions(accounts);
    const { leased, worked, countedMs } = utilisationOf(jobs, accounts, this.#downtime);
    const stolen = stolenSince(this.#processors);
    if (stolen <= MOST_STOLEN && !(leased >= LEAST_UTILISATION))
      this.violations.push(`survivors were leased ${percent(leased)} of the time in which work waited`);
    const succeeded = jobs.filter(({ state }) => state === 'succeeded').length;
    const downMs = this.#downtime.reduce((sum, [from, to]) => sum + to - from, 0);
    const again = jobs.filter(({ attempts }) => attempts.length > 1).length;
    return (
      `${succeeded}/${this.prompts.length} succeeded, ${again} ran again, ` +
      `${unrecorded} taken by a server but not recorded before the kill, survivors leased ${percent(leased)} ` +
      `(working ${percent(worked)}) of ${(countedMs / 1000).toFixed(1)} s with work waiting, ` +
      `portal away ${downMs} ms` +
      (stolen > MOST_STOLEN ? `, leases not judged: the host took ${percent(stolen)} of the processors` : '')
    );
  }

  async #checkResults(jobs: readonly JobAnswer[]): Promise<void> {
    for (const prompt of this.prompts) {
      const made = jobs.filter((job) => job.prompt === prompt);
      const [job] = made;
      if (made.length !== 1 || job === undefined) {
        this.violations.push(`"${prompt}" was asked for once and made ${made.length} jobs`);
        continue;
      }
      if (job.state !== 'succeeded')
        this.violations.push(`${job.id} is ${job.state}: ${JSON.stringify([job.failure, job.attempts])}`);
      else await this.#checkVideo(job);
    }
    const published = readdirSync(join(this.#folder, 'static', 'videos'), {
      recursive: true,
      encoding: 'utf8',
    }).filter((path) => path.endsWith('.mp4')).length;
    if (published !== this.prompts.length)
      this.violations.push(`${this.prompts.length} jobs have ${published} published videos`);
  }

  /** Whole, as recorded, and of this very job: each double's video bears the number of its scene. */
  async #checkVideo(job: JobAnswer): Promise<void> {
    const video = await downloadVideo(new URL(job.video_url ?? '', this.#portal?.url).href);
    const recorded = job.artifacts.filter(({ role }) => role === 'video');
    const problem = problemOfMp4(video);
    if (problem !== undefined) this.violations.push(`the video of ${job.id}: ${problem}`);
    if (recorded.length !== 1 || recorded[0]?.sha256 !== sha256(video))
      this.violations.push(`the video of ${job.id} is not what its record says`);
    const number = /#(\d{4})/.exec(job.prompt)?.[1] ?? '';
    if (!video.includes(`reelsmith job ${number}`))
      this.violations.push(`the video of ${job.id} is another job's`);
  }

  /**
   * What a surviving server was given twice. Where the server chooses the id, a kill between its answer and the record
   * makes a second job (docs/adr/remote-jobs.md): that is counted, and anything else is a violation.
   */
  #checkSubmissions(accounts: readonly DoubleAccount[]): number {
    const twice = submittedTwice(accounts);
    if (twice.size === 0) return 0;
    const records = this.#records();
    let unrecorded = 0;
    for (const [prompt, runs] of twice) {
      const known = runs.filter(({ id }) => records.includes(id)).length;
      const excused = this.#engine === 'lightx2v' ? 0 : runs.length - known;
      unrecorded += excused;
      if (runs.length - excused > 1)
        this.violations.push(`"${prompt}" was submitted ${runs.length} times to servers that live`);
    }
    return unrecorded;
  }

  /** The text of all records. */
  #records(): string {
    const folder = join(this.#folder, 'data', 'jobs');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.jsonl'))
      .map((path) => readFileSync(join(folder, path), 'utf8'))
      .join('');
  }

  async #end(): Promise<void> {
    const ended = await this.#portal?.terminate(30_000);
    if (ended?.code !== 0)
      this.violations.push(`the orderly end gave ${String(ended?.code)}: ${this.#portal?.output ?? ''}`);
  }
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

const engines = ENGINES.filter((name) => values.engine === undefined || values.engine === name);
if (engines.length === 0) throw new Error(`--engine is one of ${ENGINES.join(', ')}`);
let failures = 0;
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const engine of engines) {
    const seed = Number(values.seed) + round;
    const scenario = new Scenario(engine, Number(values.jobs), seed);
    const figures = await scenario.run();
    console.log(
      `engines suite: ${engine}, seed ${seed}: ${figures}, violations: ${scenario.violations.length}`,
    );
    for (const violation of scenario.violations) console.log(`  ${violation}`);
    if (scenario.violations.length > 0) console.log(`  its files are in ${scenario.folder}`);
    failures += scenario.violations.length;
  }
}
process.exit(failures === 0 ? 0 : 1);
