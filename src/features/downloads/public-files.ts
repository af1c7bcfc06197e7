import { Injectable } from '@nestjs/common';
import { parseBatchId, parseJobId } from '../../kernel/ids.js';
import type { FileAnswer } from '../../platform/http/file-answer.js';
import { BatchesService } from '../batches/index.js';
import { JobsService } from '../jobs/index.js';
import { ArtifactFiles, type FileConditions } from './artifact-files.js';

/** Files under `/static/videos/` that are not on the disk any more: whoever knows the address may have them. */
@Injectable()
export class PublicFiles {
  constructor(
    private readonly jobs: JobsService,
    private readonly batches: BatchesService,
    private readonly artifacts: ArtifactFiles,
  ) {}

  /**
   * Undefined where the disk has the file, or nobody.
   * @param names below `videos`: the job and the file, or the batch, `job_<i>` and the file
   */
  async find(names: readonly string[], conditions: FileConditions): Promise<FileAnswer | undefined> {
    const fileName = names.at(-1);
    const id = await this.#jobOf(names.slice(0, -1));
    const job = id === undefined ? undefined : await this.jobs.findPublished(id);
    const artifact = job?.artifacts.find((candidate) => candidate.fileName === fileName);
    if (job === undefined || artifact === undefined) return undefined;
    const answer = await this.artifacts.answer(job, artifact.role, conditions);
    return answer?.kind === 'file' ? undefined : answer;
  }

  async #jobOf([first = '', second]: readonly string[]) {
    if (second === undefined) return parseJobId(first);
    const batch = parseBatchId(first);
    const index = /^job_([0-7])$/.exec(second)?.[1];
    if (batch === undefined || index === undefined) return undefined;
    return this.batches.findJobId(batch, Number(index));
  }
}
