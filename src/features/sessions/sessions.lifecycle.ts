import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { claimFolder, isStorageFull, Storage } from '../../platform/storage/index.js';
import { SessionStore } from './session-store.js';
import { SessionSweeper } from './session-sweeper.js';

/** Start and end of the work on sessions. */
@Injectable()
export class SessionsLifecycle {
  readonly #logger = new Logger(SessionsLifecycle.name);

  constructor(
    private readonly storage: Storage,
    private readonly store: SessionStore,
    private readonly sweeper: SessionSweeper,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Takes the folder, and begins to look for sessions; whoever asks for one meanwhile waits.
   * @throws Error that says what to do, if another portal works on the folder
   */
  async prepare(): Promise<void> {
    try {
      await claimFolder(this.storage, this.config.sessionsDir, {
        setting: 'SESSIONS_DIR',
        isShared: this.config.redisUrl !== undefined,
      });
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      // A full disk must not keep the portal from starting: it is the way to remove what fills it.
      this.#logger.warn(
        { err: error },
        'the disk is full; another portal on the same sessions would not be noticed',
      );
    }
    // One that only runs jobs has nothing to do with sessions.
    if (this.config.role !== 'worker') this.sweeper.start();
  }

  /** Every change that was asked for is on disk afterwards, or was refused. */
  async stop(): Promise<void> {
    await this.sweeper.stop();
    await this.store.settled();
  }
}
