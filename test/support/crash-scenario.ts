import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { BatchId, JobId } from '../../src/kernel/ids.js';
import { isFinal, type JobRecord, type JobRequest, type JobView } from '../../src/features/jobs/index.js';
import { JobStore } from '../../src/features/jobs/job-store.js';
import type { CrashFileSystem } from './crash-file-system.js';
import { ManualClock } from './manual-clock.js';
import { TestPortal } from './test-portal.js';
import type { SimulatedEngineOptions } from './simulated-engine.js';

export const OWNER = 'me';
export const KEY = { idempotencyKey: 'first', body: { prompt: 'a' } };
const FOLDERS = { dataDir: '/data', staticDir: '/static' };
const CONFIG = { retentionMs: 60_000, maxAttempts: 5 };
const SETTLE_ROUNDS = 5000;

/** What the outside has been told so far, and may rely on. */
export class History {
  readonly submitted = new Map<JobId, JobRequest>();
  readonly batches = new Map<BatchId, readonly JobId[]>();
  /** The last final state that was told of a job. */
  readonly final = new Map<JobId, JobRecord>();
  readonly starred = new Set<JobId>();

  acknowledge(job: JobView): JobView {
    this.submitted.set(job.request.id, job.request);
    return job;
  }

  /** Notes every durable status, since anybody may have asked at that instant. */
  watch(portal: TestPortal): void {
    const store = portal.module.get(JobStore, { strict: false });
    portal.events.events.subscribe((event) => {
      if (event.type !== 'job' || !event.durable) return;
      const record = store.peek(event.id as JobId);
      if (record !== undefined && isFinal(record.state)) this.final.set(record.request.id, record);
    });
  }
}

export function startPortal(
  files: CrashFileSystem,
  clock: ManualClock,
  engine: SimulatedEngineOptions,
): Promise<TestPortal> {
  return TestPortal.start({
    ...FOLDERS,
    files,
    clock,
    config: CONFIG,
    engine: { devices: 2, ...engine },
    isRecoveryHeld: true,
  });
}

/** Runs end by themselves, well, in the next turn of the event loop. */
export const EAGER: SimulatedEngineOptions = {
  runMs: () => 0,
  schedule: (_delayMs, callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function whenFinal(portal: TestPortal, id: JobId): Promise<void> {
  for (;;) {
    if (isFinal((await portal.jobs.get(id, OWNER)).state)) return;
    await turn();
  }
}

/** Everything that changes a disk: single, batch, refusal, cancel of a running and a waiting job, star, retention, retry. */
export async function playScenario(portal: TestPortal, clock: ManualClock, history: History): Promise<void> {
  const { jobs, engine } = portal;
  const submit = async (prompt: string) =>
    history.acknowledge(await jobs.submit(OWNER, { spec: { prompt } }));
  const a = history.acknowledge(await jobs.submit(OWNER, { spec: { prompt: 'a' } }, KEY));
  const batch = await portal.batches.submit(
    OWNER,
    ['b0', 'b1', 'b2'].map((prompt) => ({ spec: { prompt } })),
  );
  const ids = batch.jobs.map((job) => history.acknowledge(job).request.id);
  history.batches.set(batch.id, ids);
  const [b0, b1, b2] = ids as [JobId, JobId, JobId];
  (await engine.started(1)).end();
  (await engine.started(2)).end();
  (await engine.started(3)).end({ kind: 'refuse' });
  await engine.started(4);
  await jobs.cancel(b2, OWNER);
  for (const id of [a.request.id, b0, b1]) await whenFinal(portal, id);
  const c = await submit('c');
  const d = await submit('d');
  const e = await submit('e');
  await jobs.cancel(e.request.id, OWNER);
  (await engine.started(5)).end();
  (await engine.started(6)).end();
  await jobs.star(a.request.id, OWNER, true);
  history.starred.add(a.request.id);
  await whenFinal(portal, c.request.id);
  await whenFinal(portal, d.request.id);
  clock.set(clock.now() + 120_000);
  await portal.upkeep.applyRetention();
  history.acknowledge(await jobs.retry(b1, OWNER));
  (await engine.started(7)).end();
  const f = await submit('f');
  (await engine.started(8)).end();
  await whenFinal(portal, f.request.id);
}

/** Brings up a new portal over what a crash left and lets it finish; resolves with all jobs. */
export async function recoverAndFinish(
  files: CrashFileSystem,
  clock: ManualClock,
  history: History,
  engine: SimulatedEngineOptions = {},
) {
  const portal = await startPortal(files, clock, { ...EAGER, ...engine });
  history.watch(portal);
  await portal.recover();
  for (let round = 0; round < SETTLE_ROUNDS; round += 1) {
    const { items } = await portal.jobs.list({ owner: OWNER, limit: 200 });
    if (items.every((job) => isFinal(job.state))) return { portal, jobs: items };
    await turn();
  }
  throw new Error('jobs did not become final after recovery');
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Everything that the promises say and the disk or the portal contradicts; empty if all is well. */
export async function findBrokenPromises(
  portal: TestPortal,
  jobs: readonly JobView[],
  files: CrashFileSystem,
  promised: { history: History; final: ReadonlyMap<JobId, JobRecord> },
): Promise<string[]> {
  const byId = new Map(jobs.map((job) => [job.request.id, job]));
  const broken = brokenSubmissions(byId, promised.history);
  for (const [id, ids] of promised.history.batches) {
    const batch = await portal.batches.find(id, OWNER);
    const now = batch?.jobs.map((job) => job.request.id);
    if (!isDeepStrictEqual(now, ids)) broken.push(`acknowledged batch ${id} is not whole`);
  }
  for (const [id, told] of promised.final) broken.push(...contradictions(told, byId.get(id)));
  for (const job of jobs) broken.push(...brokenEnd(job), ...(await brokenFiles(job, files)));
  broken.push(...(await brokenFamilies(portal, jobs)), ...strayFiles(jobs, files));
  return broken;
}

function brokenSubmissions(jobs: ReadonlyMap<JobId, JobView>, history: History): string[] {
  const broken: string[] = [];
  for (const [id, request] of history.submitted) {
    const job = jobs.get(id);
    if (job === undefined) broken.push(`acknowledged job ${id} (${request.spec.prompt}) is lost`);
    else if (!isDeepStrictEqual(job.request, request)) broken.push(`the request of ${id} has changed`);
  }
  for (const id of history.starred) {
    if (jobs.get(id)?.starred !== true) broken.push(`the star of ${id} is lost`);
  }
  return broken;
}

/** The engine's refusal is the only reason to fail that the scenario knows; nothing may fail because of a stop. */
function brokenEnd({ request, state, failure }: JobView): string[] {
  const hasReason = failure === undefined || failure.code === 'engine_refused';
  return hasReason && state !== 'expired' ? [] : [`${request.id} is ${state}: ${failure?.message}`];
}

function contradictions(told: JobRecord, now: JobView | undefined): string[] {
  const { id } = told.request;
  if (now === undefined) return [`${id} was told to be ${told.state} and is gone`];
  if (now.state !== told.state) return [`${id} was told to be ${told.state} and is ${now.state}`];
  if (!isDeepStrictEqual(now.artifacts, told.artifacts)) return [`${id} has another result than was told`];
  if (told.filesRemoved !== undefined && now.filesRemoved === undefined)
    return [`the files of ${id} came back`];
  return [];
}

async function brokenFiles(job: JobView, files: CrashFileSystem): Promise<string[]> {
  if (job.state !== 'succeeded' || job.filesRemoved !== undefined) return [];
  const broken: string[] = [];
  if (job.videoUrl === undefined) broken.push(`${job.request.id} succeeded without a video`);
  for (const artifact of job.artifacts) {
    const path = `${publicFolderOf(job.request)}/${artifact.fileName}`;
    const stat = await files.stat(path);
    if (stat === undefined) broken.push(`${path} is not there`);
    else if (sha256(await files.readFile(path)) !== artifact.sha256)
      broken.push(`${path} is not what was recorded`);
  }
  return broken;
}

/** Jobs of a batch that nobody knows, and two jobs for one idempotency key. */
async function brokenFamilies(portal: TestPortal, jobs: readonly JobView[]): Promise<string[]> {
  const broken: string[] = [];
  for (const { request } of jobs) {
    if (request.batch === undefined) continue;
    const batch = await portal.batches.find(request.batch.id, OWNER);
    if (batch?.jobs[request.batch.index]?.request.id !== request.id)
      broken.push(`${request.id} is half a batch`);
  }
  await portal.jobs.submit(OWNER, { spec: { prompt: 'a' } }, KEY);
  const { items } = await portal.jobs.list({ owner: OWNER, limit: 200 });
  const twins = items.filter((job) => job.request.spec.prompt === 'a').length;
  if (twins !== 1) broken.push(`one idempotency key has made ${twins} jobs`);
  return broken;
}

function publicFolderOf({ id, batch }: JobRequest): string {
  return `/static/videos/${batch === undefined ? id : `${batch.id}/job_${batch.index}`}`;
}

/** Published folders that no record names, and anything left in the work folder. */
function strayFiles(jobs: readonly JobView[], files: CrashFileSystem): string[] {
  const named = jobs
    .filter((job) => job.state === 'succeeded' && job.filesRemoved === undefined)
    .flatMap((job) => job.artifacts.map((file) => `${publicFolderOf(job.request)}/${file.fileName}`));
  const found = files.tree('/static/videos').map((path) => `/static/videos/${path}`);
  const isVideo = (path: string) => /\.(mp4|jpg|rgb)$/.test(path);
  const strays = found.filter((path) => isVideo(path) && !named.includes(path));
  const work = files
    .tree('/static/.work')
    .filter((path) => !jobs.some((job) => path.startsWith(job.request.id)));
  return [
    ...strays.map((path) => `${path} belongs to no result`),
    ...work.map((path) => `${path} is left over`),
  ];
}
