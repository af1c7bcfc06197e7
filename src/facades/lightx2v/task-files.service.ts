import { basename, dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { TaskError } from './task-error.js';
import { FACADE } from './task-intake.service.js';
import { baseName, disposition, downloadName } from './task-names.js';

/** Results of tasks, by the tasks and by the names that their clients gave them. */
@Injectable()
export class TaskFiles {
  constructor(private readonly jobs: JobsService) {}

  /** @throws TaskError 403 for a path that leads elsewhere, 404 where the owner has no finished task of that name */
  async find(owner: string, path: string): Promise<JobView> {
    const name = downloadName(path);
    if (name === undefined)
      throw new TaskError(403, 'Access to this file is not allowed', 'artifact_not_found');
    const filter = { owner, facade: FACADE, resultName: name, states: ['succeeded' as const], limit: 1 };
    const [job] = name === '' ? [] : (await this.jobs.list(filter)).items;
    if (job === undefined || this.#pathOf(job) === undefined) {
      if (job === undefined && this.jobs.isRecovering) throw recovering();
      throw new TaskError(404, `File not found: ${name.slice(0, 300)}`, 'artifact_not_found');
    }
    return job;
  }

  /**
   * Sends the result with ranges and ETag. Its type is that of the file, whatever the client called it.
   * @throws TaskError 404
   */
  send(job: JobView, reply: FastifyReply, kind: 'attachment' | 'inline' = 'attachment', name?: string): void {
    const path = this.#pathOf(job);
    if (path === undefined) throw new TaskError(404, 'Task result file does not exist', 'artifact_not_found');
    const shown = name ?? baseName(job.request.client?.resultName ?? basename(path));
    void reply.header('content-disposition', disposition(kind, shown));
    void reply.sendFile(basename(path), dirname(path));
  }

  #pathOf(job: JobView): string | undefined {
    return this.jobs.artifactPath(job, 'video') ?? this.jobs.artifactPath(job, 'image');
  }
}

function recovering(): TaskError {
  return new TaskError(503, 'The server is still reading its records; ask again in a moment', 'recovering', {
    retryAfterSeconds: 1,
  });
}
