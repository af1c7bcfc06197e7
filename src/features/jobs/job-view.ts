import { Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { Clock } from '../../kernel/clock.js';
import { Storage } from '../../platform/storage/index.js';
import { DevicesService } from '../devices/index.js';
import { Dispatcher } from './dispatcher.js';
import { type EtaRange, etaOfRunning, etaOfWaiting } from './eta.js';
import { choicesOf, usedChoice } from './job-choice.js';
import { publicName } from './job-paths.js';
import { applyEvent } from './job-fold.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import type { ArtifactRole, JobChoice, JobRecord, JobView } from './job.types.js';
import { artifactMissing } from './reconcile.js';
import { RunsElsewhere } from './runs-elsewhere.js';
import { shapeOf } from './shape.js';

/** Turns a record into what may be told about the job now: with its place, its progress, and files that are there. */
@Injectable()
export class JobViewer {
  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly runner: JobRunner,
    private readonly devices: DevicesService,
    private readonly elsewhere: RunsElsewhere,
    private readonly clock: Clock,
  ) {}

  async view(record: JobRecord): Promise<JobView> {
    switch (record.state) {
      case 'queued':
        return this.#viewQueued(record);
      case 'running':
        return this.#viewRunning(record);
      case 'succeeded':
        return this.#viewSucceeded(record);
      case 'failed':
      case 'cancelled':
      case 'expired':
        return record;
    }
  }

  /** Also where the file on disk has made way for the uploaded one. */
  artifactPath(job: JobRecord, role: ArtifactRole): string | undefined {
    const artifact = job.artifacts.find((candidate) => candidate.role === role);
    if (artifact === undefined || job.state !== 'succeeded' || job.filesRemoved !== undefined)
      return undefined;
    return join(this.store.paths.publicFolder(job.request), artifact.fileName);
  }

  /** A JPEG of how the result looks so far; undefined unless the job runs and its engine sent one. */
  preview({ request, state }: Pick<JobView, 'request' | 'state'>): Uint8Array | undefined {
    return state === 'running' ? this.runner.activeRun(request.id)?.preview?.jpeg : undefined;
  }

  #viewQueued(record: JobRecord): JobView {
    const queuePosition = this.dispatcher.queue.positionOf(record.request.id);
    // Leased, and its first line is just being written.
    if (queuePosition === undefined) return record;
    // When it is resumed is nobody's guess.
    if (this.dispatcher.paused.has(record.request.owner)) return { ...record, queuePosition };
    const choices = choicesOf(record.request);
    const runs = choices.flatMap((choice) => this.#runsOf(choice));
    const devices = choices.reduce((sum, { engine }) => sum + this.devices.namesOf(engine).length, 0);
    return { ...record, queuePosition, ...withEta(etaOfWaiting(runs, queuePosition, devices)) };
  }

  #runsOf(choice: JobChoice): number[] {
    const shape = shapeOf(choice);
    return this.devices.namesOf(choice.engine).flatMap((name) => this.devices.runsOf(name, shape));
  }

  #viewRunning(record: JobRecord): JobView {
    const cancelling: Pick<JobView, 'cancelling'> = record.cancelRequested ? { cancelling: true } : {};
    const run = this.runner.activeRun(record.request.id);
    if (run === undefined) return { ...record, ...cancelling, ...this.#elsewhereOf(record) };
    const runs = this.devices.runsOf(run.device, shapeOf(usedChoice(record)));
    return {
      ...record,
      ...cancelling,
      progress: run.progress,
      ...(run.preview === undefined ? {} : { previewVersion: run.preview.version }),
      ...withEta(etaOfRunning(runs, this.clock.now() - run.startedAt)),
    };
  }

  #elsewhereOf({ request, attempts }: JobRecord): Pick<JobView, 'progress' | 'etaSeconds'> {
    const run = this.elsewhere.find(request.id, attempts.length);
    return run === undefined ? {} : { progress: run.progress, ...withEta(run.eta) };
  }

  /** `succeeded` is told only where the result is really there: on disk, whole by its size, or uploaded. */
  async #viewSucceeded(record: JobRecord): Promise<JobView> {
    if (hasNoFileToLookAt(record)) return withUrls(record);
    const main = record.artifacts.find(({ role }) => role === 'video' || role === 'image');
    const path = main && this.artifactPath(record, main.role);
    const stat = path === undefined ? undefined : await this.storage.files.stat(path);
    const now = this.store.peek(record.request.id) ?? record;
    // Somebody may have removed or uploaded it while this looked.
    if (hasNoFileToLookAt(now)) return withUrls(now);
    if (main === undefined || stat?.isFile !== true || stat.size !== main.size) {
      const missing = artifactMissing(this.clock.now());
      // While recovery has not come to it, the record cannot be changed; recovery finds the same.
      if (this.store.peek(record.request.id) === undefined) return applyEvent(record, missing);
      return this.store.append(record.request.id, missing);
    }
    return withUrls(record);
  }
}

/** Its file is removed on purpose, or uploaded: what lies on disk then decides nothing. */
function hasNoFileToLookAt({ filesRemoved, objects }: JobRecord): boolean {
  return filesRemoved !== undefined || objects?.uploadedAt !== undefined;
}

function withUrls(record: JobRecord): JobView {
  return record.filesRemoved === undefined ? { ...record, ...urlsOf(record) } : record;
}

const URL_KEYS: Record<ArtifactRole, 'videoUrl' | 'imageUrl' | 'posterUrl' | 'originalUrl'> = {
  video: 'videoUrl',
  image: 'imageUrl',
  poster: 'posterUrl',
  original: 'originalUrl',
};

function urlsOf({ request, artifacts }: JobRecord): Pick<JobView, (typeof URL_KEYS)[ArtifactRole]> {
  const folder = `/static/videos/${publicName(request)}`;
  return Object.fromEntries(artifacts.map(({ role, fileName }) => [URL_KEYS[role], `${folder}/${fileName}`]));
}

function withEta(range: EtaRange | undefined): Pick<JobView, 'etaSeconds'> {
  return range === undefined ? {} : { etaSeconds: range };
}
