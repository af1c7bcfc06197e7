import type { JobId } from '../../../kernel/ids.js';
import type { JobRecord } from '../job.types.js';

/** What the queue that processes share has to ask of the jobs. */
export abstract class SharedPort {
  /** The newest record, from disk; undefined if there is none. */
  abstract refresh(id: JobId): Promise<JobRecord | undefined>;
  abstract isHeldElsewhere(record: JobRecord): Promise<boolean>;
  /** Brings a job whose process is gone, or that is to be cancelled, to what it should be. */
  abstract settle(record: JobRecord): Promise<JobRecord | undefined>;
  /** The record as it is known here. */
  abstract peek(id: JobId): JobRecord | undefined;
  /** A job may be started here, now: afterwards it is, or there is no device for it. */
  abstract start(record: JobRecord): void;
}
