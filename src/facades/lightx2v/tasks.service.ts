import { Injectable } from '@nestjs/common';
import { DevicesService } from '../../features/devices/index.js';
import { JobsService, type JobState, type JobView } from '../../features/jobs/index.js';
import { FACADE } from './task-intake.service.js';

/** Finished tasks that a list shows. */
const MOST_LISTED = 1000;
/** More than can wait and run. */
const EVERY = Number.MAX_SAFE_INTEGER;

/** The tasks of this interface among all jobs. */
@Injectable()
export class Tasks {
  constructor(
    private readonly jobs: JobsService,
    private readonly devices: DevicesService,
  ) {}

  /** Oldest first: all that are not over, and the newest of the others. */
  async list(owner: string): Promise<JobView[]> {
    const [newest, unfinished] = await Promise.all([
      this.jobs.list({ owner, facade: FACADE, limit: MOST_LISTED }),
      this.unfinished(owner),
    ]);
    // Those that ended between the two looks are told as the later one saw them.
    const byId = new Map([...newest.items, ...unfinished].map((job) => [job.request.id, job]));
    return [...byId.values()].sort((a, b) => (a.request.id < b.request.id ? -1 : 1));
  }

  async unfinished(owner: string): Promise<JobView[]> {
    const states = ['queued', 'running'] as const;
    return (await this.jobs.list({ owner, facade: FACADE, states, limit: EVERY })).items;
  }

  /** Ids of the tasks that run, oldest first. */
  async running(owner: string): Promise<string[]> {
    const { items } = await this.jobs.list({ owner, facade: FACADE, states: ['running'], limit: EVERY });
    return items.map(({ request }) => request.client?.id ?? request.id).toReversed();
  }

  counts(owner: string): Record<JobState, number> {
    return this.jobs.countByState(owner, FACADE);
  }

  /** Jobs of everyone, by whatever interface they came: they share queue and devices. */
  load(): { waiting: number; running: number } {
    const running = this.devices.list().reduce((sum, device) => sum + device.jobs.length, 0);
    return { waiting: this.jobs.queueSize, running };
  }
}
