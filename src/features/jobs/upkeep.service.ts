import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import { JobStore } from './job-store.js';
import { JobMarks } from './job-marks.js';
import type { JobRecord } from './job.types.js';
import { QueueExpiry } from './queue-expiry.js';
import { ResultUploads } from './result-uploads.js';
import { findRemovable, type KeptFiles } from './retention.js';

const RETENTION_INTERVAL_MS = 60_000;
const LONGEST_EXPIRY_INTERVAL_MS = 10_000;

/** What happens by itself: expiry of waiting jobs, retention of old files, and uploads to object storage. */
@Injectable()
export class UpkeepService {
  readonly #logger = new Logger(UpkeepService.name);
  readonly #cancels = new Map<string, () => void>();
  #isStopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly waiting: QueueExpiry,
    private readonly marks: JobMarks,
    private readonly uploads: ResultUploads,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  start(): void {
    if (this.#isStopped) return;
    const { queueTtlMs, retentionMs, retentionBytes } = this.config;
    const interval = Math.min(Math.max(queueTtlMs / 10, 1000), LONGEST_EXPIRY_INTERVAL_MS);
    this.#repeat('expiry', interval, () => this.waiting.expireWaiting(queueTtlMs));
    const objectsMs = this.config.objects?.retentionMs;
    if (retentionMs !== undefined || retentionBytes !== undefined || objectsMs !== undefined) {
      this.#repeat('retention', RETENTION_INTERVAL_MS, () => this.applyRetention());
    }
    this.uploads.start();
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    this.uploads.stop();
  }

  async applyRetention(): Promise<void> {
    await this.#removeOldResults();
    const removable: KeptFiles[] = [];
    let pinnedBytes = 0;
    for (const record of this.store.values()) {
      if (!hasFilesOnDisk(record)) continue;
      const size = record.artifacts.reduce((sum, artifact) => sum + artifact.size, 0);
      if (this.#mayLeaveDisk(record))
        removable.push({ id: record.request.id, finishedAt: finishOf(record), size });
      else pinnedBytes += size;
    }
    const limits = { maxAgeMs: this.config.retentionMs, maxBytes: this.config.retentionBytes };
    const now = this.clock.now();
    for (const id of findRemovable(removable, pinnedBytes, limits, now)) {
      // Starred while others were being removed.
      const record = this.store.peek(id);
      if (record === undefined || !this.#mayLeaveDisk(record)) continue;
      await this.#removeFromDisk(id);
    }
  }

  /** With object storage, what is there too may go, starred or not; what is not there yet may never. */
  #mayLeaveDisk(record: JobRecord): boolean {
    return this.uploads.isOn ? record.objects?.uploadedAt !== undefined : !record.starred;
  }

  async #removeFromDisk(id: JobId): Promise<void> {
    if (!this.uploads.isOn) {
      await this.marks.removeFiles(id, 'retention');
      this.#logger.log({ jobId: id }, 'removed the files of an old job (RETENTION_DAYS, RETENTION_GB)');
    } else if (await this.uploads.removeLocalCopy(id)) {
      this.#logger.log(
        { jobId: id },
        'removed the local copy of an old result (RETENTION_DAYS, RETENTION_GB)',
      );
    }
  }

  /** Of which object storage has the only copy, or one more. */
  async #removeOldResults(): Promise<void> {
    const retentionMs = this.config.objects?.retentionMs;
    if (retentionMs === undefined) return;
    const before = this.clock.now() - retentionMs;
    for (const record of this.store.values()) {
      const isKept = record.starred || record.state !== 'succeeded' || record.filesRemoved !== undefined;
      if (isKept || record.objects?.uploadedAt === undefined || finishOf(record) >= before) continue;
      await this.marks.removeFiles(record.request.id, 'retention');
      this.#logger.log({ jobId: record.request.id }, 'removed an old result (S3_RETENTION_DAYS)');
    }
  }

  #repeat(name: string, intervalMs: number, work: () => Promise<unknown>): void {
    const round = async () => {
      try {
        await work();
      } catch (error) {
        this.#logger.error({ err: error }, `${name} failed; it will be tried again`);
      }
      if (!this.#isStopped) this.#repeat(name, intervalMs, work);
    };
    this.#cancels.set(
      name,
      this.clock.schedule(intervalMs, () => void round()),
    );
  }
}

function hasFilesOnDisk({ state, filesRemoved, localCopyRemoved }: JobRecord): boolean {
  return state === 'succeeded' && filesRemoved === undefined && localCopyRemoved === undefined;
}

function finishOf(record: JobRecord): number {
  return record.finishedAt ?? 0;
}
