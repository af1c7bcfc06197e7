import { Injectable } from '@nestjs/common';
import { BatchesService } from '../../features/batches/index.js';
import { DevicesService } from '../../features/devices/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseBatchId, parseJobId } from '../../kernel/ids.js';
import {
  batchAsVideoState,
  type BatchStatusBody,
  batchStatusOf,
  type VideoState,
  videoStateOf,
} from './video-status.mapper.js';

/** Finds what the ids of seed 004 mean. An id is only ever compared as a whole, never used in a path. */
@Injectable()
export class VideoLookup {
  constructor(
    private readonly jobs: JobsService,
    private readonly batches: BatchesService,
    private readonly devices: DevicesService,
  ) {}

  async findJob(id: string, owner: string): Promise<JobView | undefined> {
    const jobId = parseJobId(id);
    return jobId === undefined ? undefined : this.jobs.find(jobId, owner);
  }

  /** @param name `job_0` to `job_7` */
  async findJobInBatch(id: string, name: string, owner: string): Promise<JobView | undefined> {
    const batchId = parseBatchId(id);
    const index = /^job_([0-7])$/.exec(name)?.[1];
    if (batchId === undefined || index === undefined) return undefined;
    const batch = await this.batches.find(batchId, owner);
    return batch?.jobs[Number(index)];
  }

  /** Also takes the id of a batch, and then says so. */
  async findState(id: string, owner: string): Promise<VideoState | undefined> {
    const job = await this.findJob(id, owner);
    if (job !== undefined) return videoStateOf(job);
    const batchId = parseBatchId(id);
    const batch = batchId === undefined ? undefined : await this.batches.find(batchId, owner);
    return batch === undefined ? undefined : batchAsVideoState(batch);
  }

  async findStateInBatch(id: string, name: string, owner: string): Promise<VideoState | undefined> {
    const job = await this.findJobInBatch(id, name, owner);
    return job === undefined ? undefined : videoStateOf(job);
  }

  async findBatchStatus(id: string, owner: string): Promise<BatchStatusBody | undefined> {
    const batchId = parseBatchId(id);
    const batch = batchId === undefined ? undefined : await this.batches.find(batchId, owner);
    if (batch === undefined) return undefined;
    const numbers = new Map(this.devices.list().map((device) => [device.name, device.index]));
    return batchStatusOf(batch, (name) => numbers.get(name));
  }

  /**
   * Until every record was read, an id of ours that is not known yet may still turn up.
   * @throws DomainError recovering
   */
  refuseWhileRecovering(id: string): void {
    const [first = ''] = id.split('/');
    if (!this.jobs.isRecovering || parseJobId(first) === undefined) return;
    throw new DomainError('recovering', 'The server is still reading its records; ask again in a moment', {
      retryAfterSeconds: 1,
    });
  }
}
