import { Logger } from '@nestjs/common';
import type { JobId } from '../../../kernel/ids.js';
import type { WaitingJob } from '../job-queue.js';
import type { JobRequest } from '../job.types.js';
import type { BullQueueParts } from './queue-parts.js';
import type { BullFeed } from './bull-feed.js';
import type { ClassQueue, ClassQueues } from './class-queues.js';
import type { IntakePlace } from './intake-place.js';

interface SweepPorts {
  /** Jobs that wait, as the records say. */
  waiting: () => WaitingJob[];
  requestOf: (id: JobId) => JobRequest | undefined;
  placeOf: (id: JobId) => IntakePlace | undefined;
  feed: BullFeed;
}

const AT_ONCE = 500;
/** A job is given that long to get to Redis in the ordinary way. */
const ARRIVAL_MS = 2000;
/** Without a reason, the whole is compared that often. */
const FULL_INTERVAL_MS = 30_000;
const LOCK_MS = 10_000;

/**
 * Compares what Redis holds with what waits by the records, and puts there what is missing: after a loss of the
 * connection, a flush, a new start of Redis, or a message that never arrived. One process at a time.
 */
export class RedisSweep {
  static readonly INTERVAL_MS = 2000;
  readonly #logger = new Logger(RedisSweep.name);
  #fullAt = -Infinity;
  #classes = '';

  constructor(
    private readonly queues: ClassQueues,
    private readonly parts: BullQueueParts,
    private readonly ports: SweepPorts,
  ) {}

  async run(isForced: boolean): Promise<void> {
    const { link, clock, engines } = this.parts;
    const { client } = link;
    const prefix = `reelsmith-${this.parts.fleet.group}`;
    const classes = engines
      .classes()
      .map(({ id }) => id)
      .sort()
      .join();
    const isDue = clock.now() - this.#fullAt >= FULL_INTERVAL_MS;
    // Redis has forgotten everything if it does not know any more that somebody was here.
    const isEmpty = (await client.exists(`${prefix}:here`)) === 0;
    if (!isForced && !isDue && !isEmpty && classes === this.#classes) return;
    const isNew = classes !== this.#classes;
    if (!isForced && !isNew && (await client.set(`${prefix}:sweep`, '1', 'PX', LOCK_MS, 'NX')) === null)
      return;
    this.#fullAt = clock.now();
    this.#classes = classes;
    let added: number;
    try {
      await this.queues.exchange();
      added = await this.#putBack(isEmpty || isForced ? 0 : ARRIVAL_MS);
      await client.set(`${prefix}:here`, '1');
    } catch (error) {
      // Not done: the next round is to begin anew, not in half a minute.
      this.#fullAt = -Infinity;
      this.#classes = '';
      throw error;
    }
    if (added > 0) this.#logger.log(`${added} waiting jobs were put back into Redis`);
  }

  async #putBack(olderThanMs: number): Promise<number> {
    const before = this.parts.clock.now() - olderThanMs;
    const there = await this.#present();
    const missing = new Map<ClassQueue, JobId[]>();
    for (const { id, since } of this.ports.waiting()) {
      const request = this.ports.requestOf(id);
      const queue = request && this.queues.forRequest(request);
      if (queue === undefined) continue;
      const place = there.get(id);
      if (place === queue || place === 'active' || (place === undefined && since > before)) continue;
      // Engines that came or went have changed who can run it.
      // Who has it just now finds out by itself what it is.
      if (place !== undefined && !(await this.ports.feed.remove(place, id))) continue;
      const list = missing.get(queue);
      if (list === undefined) missing.set(queue, [id]);
      else list.push(id);
    }
    for (const [queue, ids] of missing) await this.#add(queue, ids);
    return [...missing.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async #present(): Promise<Map<string, ClassQueue | 'active'>> {
    const there = new Map<string, ClassQueue | 'active'>();
    const { client } = this.parts.link;
    for (const queue of this.queues.list()) {
      for (const id of await client.lrange(queue.bull.toKey('wait'), 0, -1)) there.set(id, queue);
      for (const id of await client.lrange(queue.bull.toKey('active'), 0, -1)) there.set(id, 'active');
    }
    return there;
  }

  async #add(queue: ClassQueue, ids: readonly JobId[]): Promise<void> {
    for (let first = 0; first < ids.length; first += AT_ONCE) {
      const some = ids.slice(first, first + AT_ONCE);
      const puts = some.map((id) => ({ id, place: this.ports.placeOf(id), isFirst: false }));
      await this.ports.feed.addAll(queue, puts);
      this.ports.feed.wake(queue, []);
    }
  }
}
