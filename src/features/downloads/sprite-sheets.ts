import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { JobId } from '../../kernel/ids.js';
import { MediaEncoder } from '../../platform/media/index.js';
import { isStorageFull, Storage } from '../../platform/storage/index.js';
import { DomainError } from '../../kernel/errors.js';
import { JobsService, type JobView } from '../jobs/index.js';
import { ArtifactFiles } from './artifact-files.js';

const NAME = 'spritesheet.jpg';
/** Never served: a name with a dot in front. */
const TEMPORARY_PREFIX = '.tmp-';
const COPY_BYTES = 1024 * 1024;

/**
 * Small pictures of a video in a grid, for scrubbers and previews. Made when somebody first asks, and kept beside the
 * video: they go with it, and are made again where they are missing.
 */
@Injectable()
export class SpriteSheets {
  readonly #making = new Map<JobId, Promise<string | undefined>>();
  /** One at a time: encoders are there for the results of devices. */
  readonly #turn = pLimit(1);

  constructor(
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactFiles,
    private readonly storage: Storage,
    private readonly encoder: MediaEncoder,
  ) {}

  /**
   * Absolute path of the JPEG; undefined unless the job has a video that was not removed.
   * @throws DomainError storage_full; MediaError, ObjectStoreError
   */
  async pathOf(job: JobView): Promise<string | undefined> {
    const video = this.jobs.artifactPath(job, 'video');
    if (video === undefined) return undefined;
    const sheet = join(dirname(video), NAME);
    if ((await this.storage.files.stat(sheet))?.isFile === true) return sheet;
    const { id } = job.request;
    const making = this.#making.get(id) ?? this.#turn(() => this.#make(job, video, sheet));
    this.#making.set(id, making);
    try {
      return await making;
    } finally {
      this.#making.delete(id);
    }
  }

  async #make(job: JobView, video: string, sheet: string): Promise<string | undefined> {
    const { files } = this.storage;
    const drawn = join(dirname(sheet), `${TEMPORARY_PREFIX}${randomUUID()}.jpg`);
    const copy = join(dirname(sheet), `${TEMPORARY_PREFIX}${randomUUID()}.mp4`);
    try {
      const isHere = (await files.stat(video))?.isFile === true;
      if (!isHere) await this.#fetch(job, copy);
      await this.encoder.makeSpriteSheet({ sourcePath: isHere ? video : copy, sheetPath: drawn });
      await this.storage.sealFile(drawn);
      await files.rename(drawn, sheet);
      return sheet;
    } catch (error) {
      if (isStorageFull(error))
        throw new DomainError('storage_full', 'The disk is full; no sprite sheet was made.', {
          cause: error,
        });
      // Removed while it was being looked at.
      const now = await this.jobs.find(job.request.id, job.request.owner);
      if (now === undefined || this.jobs.artifactPath(now, 'video') === undefined) return undefined;
      throw error;
    } finally {
      await files.removeTree(drawn);
      await files.removeTree(copy);
    }
  }

  /** The video lies in object storage alone. */
  async #fetch(job: JobView, copy: string): Promise<void> {
    await this.storage.ensureFolder(dirname(copy));
    const source = await this.artifacts.open(job, 'video');
    try {
      const target = await this.storage.files.open(copy, 'create');
      try {
        const block = Buffer.allocUnsafe(COPY_BYTES);
        for (let position = 0; ;) {
          const count = await source.read(block, position);
          if (count === 0) break;
          await target.write(block.subarray(0, count));
          position += count;
        }
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  }
}
