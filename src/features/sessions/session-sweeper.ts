import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { SessionIndex } from './session-index.js';
import { SessionReadiness } from './session-readiness.js';
import { SessionStore } from './session-store.js';

const SWEEP_INTERVAL_MS = 3_600_000;

/** Removes the files of sessions that have expired: at start, and every hour. */
@Injectable()
export class SessionSweeper {
  readonly #logger = new Logger(SessionSweeper.name);
  #cancel: () => void = () => undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly index: SessionIndex,
    private readonly store: SessionStore,
    private readonly readiness: SessionReadiness,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.#round = this.#run();
  }

  /** Resolves when the round that goes on has come to its end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#round;
  }

  /** Resolves with the number of sessions that were removed. One that cannot be is tried again in the next round. */
  async sweep(): Promise<number> {
    await this.readiness.wait();
    let removed = 0;
    for (const { id } of this.index.expired()) {
      if (this.#isStopped) break;
      try {
        if (await this.store.removeExpired(id)) removed += 1;
      } catch (error) {
        this.#logger.error({ err: error, sessionId: id }, 'could not remove an expired session');
      }
    }
    if (removed > 0) this.#logger.log({ removed }, `removed ${removed} expired sessions (SESSION_TTL)`);
    return removed;
  }

  async #run(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.#logger.error({ err: error }, 'could not look for expired sessions; it will be tried again');
    }
    if (this.#isStopped) return;
    this.#cancel = this.clock.schedule(SWEEP_INTERVAL_MS, () => this.start());
  }
}
