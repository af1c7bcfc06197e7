import { Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { Clock } from '../../kernel/clock.js';
import { Storage } from '../../platform/storage/index.js';
import { DevicesService } from '../devices/index.js';
import { Dispatcher } from './dispatcher.js';
import { type EtaRange, etaOfRunning, etaOfWaiting } from './eta.js';
import { publicName } from './job-paths.js';
import { applyEvent } from './job-fold.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import type { Artifact, JobRecord, JobView } from './job.types.js';
import { artifactMissing } from './reconcile.js';
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

  artifactPath(job: JobRecord, role: Artifact['role']): string | undefined {
    const artifact = job.artifacts.find((candidate) => candidate.role === role);
    if (artifact === undefined || job.state !== 'succeeded' || job.filesRemoved !== undefined)
      return undefined;
    return join(this.store.paths.publicFolder(job.request), artifact.fileName);
  }

  #viewQueued(record: JobRecord): JobView {
    const { id, engine } = record.request;
    const queuePosition = this.dispatcher.queue.positionOf(id);
    // Leased, and its first line is just being written.
    if (queuePosition === undefined) return record;
    const names = this.devices.namesOf(engine);
    const shape = shapeOf(record.request);
    const runs = names.flatMap((name) => this.devices.runsOf(name, shape));
    return { ...record, queuePosition, ...withEta(etaOfWaiting(runs, queuePosition, names.length)) };
  }

  #viewRunning(record: JobRecord): JobView {
    const run = this.runner.activeRun(record.request.id);
    if (run === undefined) return record;
    const runs = this.devices.runsOf(run.device, shapeOf(record.request));
    return {
      ...record,
      progress: run.progress,
      ...withEta(etaOfRunning(runs, this.clock.now() - run.startedAt)),
    };
  }

  /** `succeeded` is told only where the video is really there, whole by its size. */
  async #viewSucceeded(record: JobRecord): Promise<JobView> {
    if (record.filesRemoved !== undefined) return record;
    const path = this.artifactPath(record, 'video');
    const video = record.artifacts.find((artifact) => artifact.role === 'video');
    const stat = path === undefined ? undefined : await this.storage.files.stat(path);
    const now = this.store.peek(record.request.id) ?? record;
    // Somebody may have removed it on purpose while this looked.
    if (now.filesRemoved !== undefined) return now;
    if (video === undefined || stat?.isFile !== true || stat.size !== video.size) {
      const missing = artifactMissing(this.clock.now());
      // While recovery has not come to it, the record cannot be changed; recovery finds the same.
      if (this.store.peek(record.request.id) === undefined) return applyEvent(record, missing);
      return this.store.append(record.request.id, missing);
    }
    const url = (role: Artifact['role']) => {
      const artifact = record.artifacts.find((candidate) => candidate.role === role);
      return artifact && `/static/videos/${publicName(record.request)}/${artifact.fileName}`;
    };
    const videoUrl = url('video');
    const posterUrl = url('poster');
    return {
      ...record,
      ...(videoUrl === undefined ? {} : { videoUrl }),
      ...(posterUrl === undefined ? {} : { posterUrl }),
    };
  }
}

function withEta(range: EtaRange | undefined): Pick<JobView, 'etaSeconds'> {
  return range === undefined ? {} : { etaSeconds: range };
}
