import { join } from 'node:path';
import { type JobId, shardOf } from '../../kernel/ids.js';
import type { JobRequest } from './job.types.js';

/** Where things of a job lie. Built from generated ids and whole numbers only. */
export class JobPaths {
  readonly journals: string;
  readonly logs: string;
  /** Private scratch space, in the file system of the public folder so that publishing is one rename. */
  readonly work: string;
  readonly videos: string;

  constructor(dataDir: string, staticDir: string) {
    this.journals = join(dataDir, 'jobs');
    this.logs = join(dataDir, 'logs');
    this.work = join(staticDir, '.work');
    this.videos = join(staticDir, 'videos');
  }

  journal(id: JobId): string {
    return join(this.journals, shardOf(id), `${id}.jsonl`);
  }

  workFolder(id: JobId, attempt: number): string {
    return join(this.work, `${id}-${attempt}`);
  }

  /** `<videos>/<job>` or `<videos>/<batch>/job_<index>`. */
  publicFolder(request: Pick<JobRequest, 'id' | 'batch'>): string {
    return join(this.videos, publicName(request));
  }
}

/** The public folder's path below `videos`, also as part of the URL. */
export function publicName(request: Pick<JobRequest, 'id' | 'batch'>): string {
  return request.batch === undefined ? request.id : `${request.batch.id}/job_${request.batch.index}`;
}
