import type { Writable } from 'node:stream';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { BatchesService, type BatchView } from '../../src/features/batches/index.js';
import { DevicesService, type DeviceView } from '../../src/features/devices/index.js';
import { ArtifactFiles, DownloadsService, SpriteSheets } from '../../src/features/downloads/index.js';
import { type EnginePort, EnginesService } from '../../src/features/engines/index.js';
import {
  type ClientMark,
  type FacadeLoad,
  JobsService,
  type JobState,
  type JobView,
  QueuePause,
  type QueueView,
  type SubmitJob,
} from '../../src/features/jobs/index.js';
import { InputsModule } from '../../src/features/inputs/index.js';
import { ModelsModule } from '../../src/features/models/index.js';
import { PromptsModule } from '../../src/features/prompts/index.js';
import { SessionsModule } from '../../src/features/sessions/index.js';
import { DomainError } from '../../src/kernel/errors.js';
import { type BatchId, newBatchId, newJobId } from '../../src/kernel/ids.js';
import { MediaModule } from '../../src/platform/media/index.js';
import { builtModule } from './built-module.js';
import { jobView } from './job-views.js';

const isFinal = (state: JobState) => state !== 'queued' && state !== 'running';

/** Jobs in memory that never run: for tests of the HTTP edge alone. A test moves them with {@link change}. */
export class FakeJobs implements Record<keyof Omit<JobsService, 'list'>, unknown> {
  readonly all = new Map<string, JobView>();
  readonly submissions: { job: SubmitJob; idempotencyKey: string | undefined; body: unknown }[] = [];
  isRecovering = false;
  queueSize = 0;
  redisState = 'unset' as const;
  batchOf = () => undefined;
  nextError: unknown;
  readonly paths = new Map<string, string>();
  readonly previews = new Map<string, Uint8Array>();

  async submit(
    owner: string,
    job: SubmitJob,
    options: { idempotencyKey?: string | undefined; body?: unknown } = {},
  ): Promise<JobView> {
    if (this.nextError !== undefined) {
      const error = this.nextError;
      this.nextError = undefined;
      throw error;
    }
    this.submissions.push({ job, idempotencyKey: options.idempotencyKey, body: options.body });
    return this.add(owner, job);
  }

  add(owner: string, job: SubmitJob, extra: Partial<JobView['request']> = {}): JobView {
    const view = jobView({
      request: { id: newJobId(), owner, ...(job.origin && { origin: job.origin }), ...extra },
      spec: job.spec,
    });
    this.all.set(view.request.id, view);
    return view;
  }

  change(id: string, change: Partial<JobView>): JobView {
    const view = { ...this.all.get(id)!, ...change };
    this.all.set(id, view);
    return view;
  }

  waitingByClient(): string[] {
    return [];
  }

  neededInputs(): ReadonlySet<string> {
    return new Set();
  }

  async find(id: string, owner: string): Promise<JobView | undefined> {
    const job = this.all.get(id);
    return job?.request.owner === owner ? job : undefined;
  }

  async get(id: string, owner: string): Promise<JobView> {
    const job = await this.find(id, owner);
    if (job === undefined) throw new DomainError('job_not_found', `There is no job ${id}.`);
    return job;
  }

  async findByClient(owner: string, { facade, id }: Pick<ClientMark, 'facade' | 'id'>) {
    const isMeant = ({ request }: JobView) =>
      request.owner === owner && request.client?.facade === facade && request.client.id === id;
    return [...this.all.values()].find(isMeant);
  }

  loadOf(): FacadeLoad {
    return { waiting: [], running: [] };
  }

  failures = 0;
  failuresSince(): number {
    return this.failures;
  }

  countByState(owner: string, facade: string): Record<JobState, number> {
    const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, expired: 0 };
    for (const { request, state } of this.all.values())
      if (request.owner === owner && request.client?.facade === facade) counts[state] += 1;
    return counts;
  }

  async list({ owner, states, limit, before, search, order }: Parameters<JobsService['list']>[0]) {
    const mine = [...this.all.values()]
      .filter((job) => job.request.owner === owner)
      .filter((job) => states === undefined || states.includes(job.state))
      .filter((job) => search === undefined || job.request.spec.prompt.includes(search))
      .sort((a, b) => (a.request.id < b.request.id ? 1 : -1) * (order === 'oldest' ? -1 : 1))
      .filter(
        ({ request: { id } }) => before === undefined || (order === 'oldest' ? id > before : id < before),
      );
    const items = mine.slice(0, limit);
    const last = items.at(-1);
    return mine.length > limit && last !== undefined ? { items, nextBefore: last.request.id } : { items };
  }

  async cancel(id: string, owner: string): Promise<JobView> {
    await this.get(id, owner);
    return this.change(id, { state: 'cancelled', cancelRequested: true, finishedAt: 2000 });
  }

  async retry(id: string, owner: string): Promise<JobView> {
    const old = await this.get(id, owner);
    if (!isFinal(old.state)) throw new DomainError('conflict', 'The job has not ended.');
    return this.add(owner, { spec: old.request.spec }, { retryOf: old.request.id });
  }

  async removeFiles(id: string, owner: string): Promise<JobView> {
    await this.get(id, owner);
    this.paths.delete(id);
    const { videoUrl: _, ...rest } = this.all.get(id)!;
    this.all.set(id, { ...rest, filesRemoved: { at: 3000, reason: 'deleted' } });
    return this.get(id, owner);
  }

  async star(id: string, owner: string, starred: boolean): Promise<JobView> {
    await this.get(id, owner);
    return this.change(id, { starred });
  }

  async rate(id: string, owner: string, rating: number | null): Promise<JobView> {
    await this.get(id, owner);
    const { rating: _, ...unrated } = this.all.get(id)!;
    this.all.set(id, rating === null ? unrated : { ...unrated, rating });
    return this.get(id, owner);
  }

  async expireWaiting(maxAgeMs: number) {
    return { before: this.queueSize, after: maxAgeMs, expired: 0 };
  }

  artifactPath(job: JobView): string | undefined {
    return this.paths.get(job.request.id);
  }

  /** There is no object storage here. */
  artifactObject(): undefined {
    return undefined;
  }

  async findPublished(id: string): Promise<JobView | undefined> {
    return this.all.get(id);
  }

  preview(job: JobView): Uint8Array | undefined {
    return this.previews.get(job.request.id);
  }
}

/** The queue of each owner: only whether it is paused. */
export class FakeQueue implements Record<Exclude<keyof QueuePause, 'load' | 'reload' | 'isPaused'>, unknown> {
  readonly paused = new Set<string>();

  view(owner: string): QueueView {
    return { isPaused: this.paused.has(owner), waiting: 0, running: 0 };
  }

  async pause(owner: string): Promise<QueueView> {
    this.paused.add(owner);
    return this.view(owner);
  }

  async resume(owner: string): Promise<QueueView> {
    this.paused.delete(owner);
    return this.view(owner);
  }
}

export class FakeBatches {
  readonly all = new Map<string, { id: BatchId; owner: string; jobs: string[]; retryOf?: BatchId }>();

  constructor(private readonly jobs: FakeJobs) {}

  async submit(owner: string, specs: readonly SubmitJob[]): Promise<BatchView> {
    const id = newBatchId();
    const jobs = specs.map((spec, index) =>
      this.jobs.add(owner, spec, { batch: { id, index }, preferredDevice: index }),
    );
    this.all.set(id, { id, owner, jobs: jobs.map((job) => job.request.id) });
    return this.get(id, owner);
  }

  async find(id: string, owner: string): Promise<BatchView | undefined> {
    const batch = this.all.get(id);
    if (batch === undefined || batch.owner !== owner) return undefined;
    const jobs = batch.jobs.map((job) => this.jobs.all.get(job)!);
    const completed = jobs.filter((job) => job.state === 'succeeded').length;
    const failed = jobs.filter((job) => isFinal(job.state)).length - completed;
    const ended = completed === jobs.length ? 'complete' : completed === 0 ? 'failed' : 'partial';
    return {
      id: batch.id,
      owner,
      createdAt: 1000,
      ...(batch.retryOf === undefined ? {} : { retryOf: batch.retryOf }),
      state: completed + failed < jobs.length ? 'processing' : ended,
      total: jobs.length,
      completed,
      failed,
      jobs,
    };
  }

  async get(id: string, owner: string): Promise<BatchView> {
    const batch = await this.find(id, owner);
    if (batch === undefined) throw new DomainError('batch_not_found', `There is no batch ${id}.`);
    return batch;
  }

  async list(owner: string) {
    const mine = [...this.all.values()].filter((batch) => batch.owner === owner).toReversed();
    return { items: await Promise.all(mine.map((batch) => this.get(batch.id, owner))) };
  }

  async cancel(id: string, owner: string): Promise<BatchView> {
    const batch = await this.get(id, owner);
    await Promise.all(batch.jobs.map((job) => this.jobs.cancel(job.request.id, owner)));
    return this.get(id, owner);
  }

  async retryFailed(id: string, owner: string): Promise<BatchView> {
    const batch = await this.get(id, owner);
    const again = batch.jobs.filter((job) => isFinal(job.state) && job.state !== 'succeeded');
    if (again.length === 0)
      throw new DomainError('conflict', 'No job of this batch has ended without a video.');
    return this.submit(
      owner,
      again.map((job) => ({ spec: job.request.spec })),
    );
  }
}

/** Nothing of it is called but what tells what it can do. */
const ENGINE: Pick<EnginePort, 'name' | 'capabilities' | 'devices'> = {
  name: 'fake',
  capabilities: {
    tasks: ['text-to-video'],
    cancel: 'step',
    progress: 'steps',
    ranges: {
      width: { min: 64, max: 64 },
      height: { min: 64, max: 64 },
      numFrames: { min: 1, max: 17, multipleOf: 4, plus: 1 },
      fps: { min: 1, max: 60 },
      steps: { min: 1, max: 50 },
      guidanceScale: { min: 0, max: 20 },
    },
    defaults: {
      width: 64,
      height: 64,
      numFrames: 17,
      fps: 8,
      steps: 20,
      guidanceScale: 4,
      negativePrompt: '',
    },
    model: 'fake 1',
  },
  devices: [0, 1].map((index) => ({ name: `cpu:${index}`, kind: 'cpu', index })),
};

/** What a test holds in its hand. */
export interface FakeFeatures {
  module: DynamicModule;
  jobs: FakeJobs;
  batches: FakeBatches;
  devices: DeviceView[];
}

@Global()
@Module({})
class FakeFeaturesModule {}

export function fakeFeatures(): FakeFeatures {
  const jobs = new FakeJobs();
  const batches = new FakeBatches(jobs);
  const devices: DeviceView[] = [0, 1].map((index) => ({
    name: `cpu:${index}`,
    kind: 'cpu',
    index,
    engine: 'fake',
    state: 'idle',
    jobs: [],
    recentRunMs: [],
    failures: 0,
  }));
  const providers = [
    { provide: JobsService, useValue: jobs },
    { provide: BatchesService, useValue: batches },
    { provide: QueuePause, useValue: new FakeQueue() },
    { provide: DevicesService, useValue: { list: () => devices, capacity: devices.length } },
    { provide: EnginesService, useValue: new EnginesService([ENGINE as EnginePort]) },
    ArtifactFiles,
    SpriteSheets,
    { provide: DownloadsService, useValue: { openBatchZip } },
  ];
  const exports = providers.map((provider) => ('provide' in provider ? provider.provide : provider));
  const imports = [
    MediaModule,
    PromptsModule,
    SessionsModule,
    ModelsModule,
    InputsModule.with({ workerModulePath: builtModule('platform/media/encoder-worker.js') }),
  ];
  return {
    module: { module: FakeFeaturesModule, imports, providers, exports: [...exports, ...imports] },
    jobs,
    batches,
    devices,
  };
}

async function openBatchZip(batch: BatchView) {
  if (batch.completed === 0)
    throw new DomainError('artifact_not_found', 'No completed videos found in this batch');
  return {
    status: 200,
    headers: { 'content-type': 'application/zip' },
    send: async (writable: Writable) => void writable.end('PK'),
  };
}
