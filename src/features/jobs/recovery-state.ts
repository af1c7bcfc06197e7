import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';

/** What recovery found, for one log line and for people. */
export interface RecoveryReport {
  jobs: number;
  batches: number;
  /** Queued again after an interruption, or because they had been waiting. */
  requeued: number;
  /** Their servers may still work on them: asked for again, and not submitted anew. */
  reattached: number;
  /** Published just before the stop, or sealed and published now. */
  adopted: number;
  /** Given up: attempts used up. */
  failed: number;
  /** Cancelled as asked before the stop. */
  cancelled: number;
  /** Finished, but their file is gone. */
  missing: number;
  /** Never acknowledged: torn submissions, and jobs of a batch that was not whole. */
  dropped: number;
  /** Journals with damage that is not a torn tail. */
  damaged: number;
  durationMs: number;
}

/** Whether every record has been read yet. Until then nobody can say that an id does not exist. */
@Injectable()
export class RecoveryState {
  #report: RecoveryReport | undefined;

  get isComplete(): boolean {
    return this.#report !== undefined;
  }

  get report(): RecoveryReport | undefined {
    return this.#report;
  }

  complete(report: RecoveryReport): void {
    this.#report = report;
  }

  /** @throws DomainError recovering */
  refuseIfIncomplete(): void {
    if (this.isComplete) return;
    throw new DomainError('recovering', 'The portal is still reading its records; try again in a second.', {
      retryAfterSeconds: 1,
    });
  }
}
