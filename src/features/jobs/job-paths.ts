import { join } from 'node:path';
import { type JobId, shardOf } from '../../kernel/ids.js';
import type { JobRequest } from './job.types.js';

/** Where things of a job lie. Built from generated ids and whole numbers only. */
export class JobPaths {
  readonly journals: string;
  /** Lines of their own, where several processes write records. */
  readonly lines: string;
  /** Submissions, many in a file, where several processes take jobs in. */
  readonly intake: string;
  readonly logs: string;
  /** Private scratch space, in the file system of the public folder so that publishing is one rename. */
  readonly work: string;
  readonly videos: string;

  constructor(
    dataDir: string,
    staticDir: string,
    /** Where several processes run jobs, each has folders of its own. */
    private readonly process?: string,
  ) {
    this.journals = join(dataDir, 'jobs');
    this.lines = join(dataDir, 'lines');
    this.intake = join(dataDir, 'intake');
    this.logs = join(dataDir, 'logs');
    this.work = join(staticDir, '.work');
    this.videos = join(staticDir, 'videos');
  }

  journal(id: JobId): string {
    return join(this.journals, shardOf(id), `${id}.jsonl`);
  }

  /** The submissions that a process took in; it has many files, one after the other. */
  intakeFile(process: string, number: number): string {
    return join(this.intake, process, `${number}.jsonl`);
  }

  /** Where an attempt of this process writes. */
  workFolder(id: JobId, attempt: number): string {
    return this.workFolderOf(id, { number: attempt, process: this.process });
  }

  /** Where an attempt wrote or writes, whoever runs it. */
  workFolderOf(id: JobId, { number, process }: { number: number; process?: string | undefined }): string {
    const ofProcess = process === undefined ? '' : `-${process.slice(-12)}`;
    return join(this.work, `${id}-${number}${ofProcess}`);
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
