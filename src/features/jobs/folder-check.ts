import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { claimFolder, isStorageFull, Storage } from '../../platform/storage/index.js';
import { JobStore } from './job-store.js';

/** Refuses to start on folders of another portal, or where the public folder is not the one the records speak of. */
@Injectable()
export class FolderCheck {
  readonly #logger = new Logger(FolderCheck.name);

  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Error that says what to do */
  async run(): Promise<void> {
    await this.#claim();
    await this.#refuseIfUnmounted();
  }

  async #claim(): Promise<void> {
    try {
      await claimFolder(this.storage, this.config.dataDir, { isShared: this.config.redisUrl !== undefined });
    } catch (error) {
      // A full disk must not keep the portal from starting: it is the way to remove old videos.
      if (!isStorageFull(error)) throw error;
      this.#logger.warn(
        { err: error },
        'the disk is full; another portal on the same folders would not be noticed',
      );
    }
  }

  /** A folder that is not mounted would turn every finished job into one whose file is missing, for good. */
  async #refuseIfUnmounted(): Promise<void> {
    const { journals, intake, videos } = this.store.paths;
    const records = await Promise.all([journals, intake].map((folder) => this.storage.files.list(folder)));
    const hasRecords = records.some(({ length }) => length > 0);
    if (hasRecords && (await this.storage.files.stat(videos)) === undefined) {
      throw new Error(
        'DATA_DIR holds jobs, but STATIC_DIR has no folder "videos". Is it the right one, and mounted? ' +
          'To go on without the old videos, make that folder.',
      );
    }
    await this.storage.ensureFolder(videos);
  }
}
