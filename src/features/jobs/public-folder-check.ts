import { Injectable } from '@nestjs/common';
import { Storage } from '../../platform/storage/index.js';
import { JobStore } from './job-store.js';

/** Refuses to start where the public folder is not the one that the records speak of. */
@Injectable()
export class PublicFolderCheck {
  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
  ) {}

  /**
   * A folder that is not mounted would turn every finished job into one whose file is missing, for good.
   * @throws Error that says what to do
   */
  async run(): Promise<void> {
    const { journals, videos } = this.store.paths;
    const hasRecords = (await this.storage.files.list(journals)).length > 0;
    if (hasRecords && (await this.storage.files.stat(videos)) === undefined) {
      throw new Error(
        'DATA_DIR holds jobs, but STATIC_DIR has no folder "videos". Is it the right one, and mounted? ' +
          'To go on without the old videos, make that folder.',
      );
    }
    await this.storage.ensureFolder(videos);
  }
}
