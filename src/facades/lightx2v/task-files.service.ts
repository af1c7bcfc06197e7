import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { type Artifact, JobsService, type JobView } from '../../features/jobs/index.js';
import { sendFileAnswer } from '../../platform/http/file-answer.js';
import { TaskError } from './task-error.js';
import { FACADE } from './task-intake.service.js';
import { baseName, disposition, downloadName } from './task-names.js';

/** Results of tasks, by the tasks and by the names that their clients gave them. */
@Injectable()
export class TaskFiles {
  constructor(
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactFiles,
  ) {}

  /** @throws TaskError 403 for a path that leads elsewhere, 404 where the owner has no finished task of that name */
  async find(owner: string, path: string): Promise<JobView> {
    const name = downloadName(path);
    if (name === undefined)
      throw new TaskError(403, 'Access to this file is not allowed', 'artifact_not_found');
    const filter = { owner, facade: FACADE, resultName: name, states: ['succeeded' as const], limit: 1 };
    const [job] = name === '' ? [] : (await this.jobs.list(filter)).items;
    if (job === undefined || resultOf(job) === undefined) {
      if (job === undefined && this.jobs.isRecovering) throw recovering();
      throw new TaskError(404, `File not found: ${name.slice(0, 300)}`, 'artifact_not_found');
    }
    return job;
  }

  /**
   * Sends the result with ranges and ETag. Its type is that of the file, whatever the client called it.
   * @throws TaskError 404
   */
  async send(
    job: JobView,
    reply: FastifyReply,
    kind: 'attachment' | 'inline' = 'attachment',
    name?: string,
  ): Promise<void> {
    const result = resultOf(job);
    const shown = name ?? baseName(job.request.client?.resultName ?? basename(result?.fileName ?? ''));
    const header = disposition(kind, shown);
    const answer = result && (await this.artifacts.answer(job, result.role, reply.request.headers, header));
    if (answer === undefined)
      throw new TaskError(404, 'Task result file does not exist', 'artifact_not_found');
    await sendFileAnswer(reply, answer, header);
  }

  /** Where a result lies that has only just been made. @throws TaskError 404 */
  pathOf(job: JobView): string {
    const result = resultOf(job);
    const path = result && this.jobs.artifactPath(job, result.role);
    if (path === undefined) throw new TaskError(404, 'Task result file does not exist', 'artifact_not_found');
    return path;
  }
}

function resultOf(job: JobView): Artifact | undefined {
  if (job.state !== 'succeeded' || job.filesRemoved !== undefined) return undefined;
  return (
    job.artifacts.find(({ role }) => role === 'video') ?? job.artifacts.find(({ role }) => role === 'image')
  );
}

function recovering(): TaskError {
  return new TaskError(503, 'The server is still reading its records; ask again in a moment', 'recovering', {
    retryAfterSeconds: 1,
  });
}
