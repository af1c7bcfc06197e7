import type { JobId } from '../../../kernel/ids.js';
import type { JobRecord } from '../job.types.js';
import type { IntakePlace } from './intake-place.js';

/** What the queue that processes share has to ask of the jobs. */
export abstract class SharedPort {
  /** The newest record, from disk; undefined if there is none. @param place of its submission, where it is known */
  abstract refresh(id: JobId, place?: IntakePlace): Promise<JobRecord | undefined>;
  abstract placeOf(id: JobId): IntakePlace | undefined;
  abstract isHeldElsewhere(record: JobRecord): Promise<boolean>;
  /** Brings a job whose process is gone, or that is to be cancelled, to what it should be. */
  abstract settle(record: JobRecord): Promise<JobRecord | undefined>;
  /** Whether an owner's jobs are to stay where they are; asked of the disk, if it is thought so here. */
  abstract isPaused(owner: string): Promise<boolean>;
  /** As {@link isPaused}, as far as it is known here. */
  abstract isKnownPaused(owner: string): boolean;
  /** The record as it is known here. */
  abstract peek(id: JobId): JobRecord | undefined;
  /** A job may be started here, now: afterwards it is, or there is no device for it. */
  abstract start(record: JobRecord): void;
  /** What was prepared for a job that will not be started here now. */
  abstract unprepare(id: JobId): void;
}
