import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { RedisLink } from '../../../platform/redis/index.js';
import type { BatchFacts } from '../record-scanner.js';
import { BullQueue } from './bull-queue.js';
import { JobQueue } from '../job-queue.js';
import { FleetFacts } from './fleet-facts.js';
import { SharedParts } from './shared-parts.js';

/** The work of this process together with others, where REDIS_URL is set; nothing happens where it is not. */
@Injectable()
export class SharedJobs {
  constructor(
    private readonly fleet: Fleet,
    private readonly link: RedisLink,
    private readonly queue: JobQueue,
    private readonly parts: SharedParts,
    private readonly facts: FleetFacts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether this process has devices of its own. */
  get runsJobs(): boolean {
    return this.config.role !== 'api';
  }

  /** Whether it reads all records, and looks after all jobs. */
  get readsRecords(): boolean {
    return this.config.role !== 'worker';
  }

  /** @throws UnusableRedisError */
  async prepare(): Promise<void> {
    if (!(this.queue instanceof BullQueue)) return;
    this.facts.tell();
    await this.fleet.start();
    this.facts.take();
    await this.queue.prepare(this.parts.port);
    this.parts.start();
    await this.link.start();
  }

  /** Everything that is on the disk is known; from now on changes are looked for. */
  open(batches: BatchFacts): void {
    if (!(this.queue instanceof BullQueue)) return;
    this.queue.open();
    this.parts.open(batches, this.readsRecords);
  }

  /** Takes no job any more. */
  close(): void {
    if (this.queue instanceof BullQueue) this.queue.close();
  }

  /** After the last run: everybody knows what became of them, and that this process is gone. */
  async stop(): Promise<void> {
    if (!(this.queue instanceof BullQueue)) return;
    await this.parts.stop();
    await this.queue.settled();
    await this.fleet.stop();
    await this.link.stop();
  }
}
