import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { JobStore } from './job-store.js';
import { JobMarks } from './job-marks.js';
import { QueueExpiry } from './queue-expiry.js';
import { findRemovable, type KeptFiles } from './retention.js';

const RETENTION_INTERVAL_MS = 60_000;
const LONGEST_EXPIRY_INTERVAL_MS = 10_000;

/** What happens by itself from time to time: expiry of waiting jobs, and retention of old files. */
@Injectable()
export class UpkeepService {
  readonly #logger = new Logger(UpkeepService.name);
  readonly #cancels = new Map<string, () => void>();
  #isStopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly waiting: QueueExpiry,
    private readonly marks: JobMarks,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  start(): void {
    if (this.#isStopped) return;
    const { queueTtlMs, retentionMs, retentionBytes } = this.config;
    const interval = Math.min(Math.max(queueTtlMs / 10, 1000), LONGEST_EXPIRY_INTERVAL_MS);
    this.#repeat('expiry', interval, () => this.waiting.expireWaiting(queueTtlMs));
    if (retentionMs !== undefined || retentionBytes !== undefined) {
      this.#repeat('retention', RETENTION_INTERVAL_MS, () => this.applyRetention());
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  async applyRetention(): Promise<void> {
    const removable: KeptFiles[] = [];
    let pinnedBytes = 0;
    for (const record of this.store.values()) {
      if (record.state !== 'succeeded' || record.filesRemoved !== undefined) continue;
      const size = record.artifacts.reduce((sum, artifact) => sum + artifact.size, 0);
      if (record.starred) pinnedBytes += size;
      else removable.push({ id: record.request.id, finishedAt: record.finishedAt ?? 0, size });
    }
    const limits = { maxAgeMs: this.config.retentionMs, maxBytes: this.config.retentionBytes };
    const now = this.clock.now();
    for (const id of findRemovable(removable, pinnedBytes, limits, now)) {
      // Starred while others were being removed.
      if (this.store.peek(id)?.starred === true) continue;
      await this.marks.removeFiles(id, 'retention');
      this.#logger.log({ jobId: id }, 'removed the files of an old job (RETENTION_DAYS, RETENTION_GB)');
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
