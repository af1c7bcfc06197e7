import { Logger } from '@nestjs/common';
import type Bull from 'bull';
import type { JobId } from '../../../kernel/ids.js';
import type { Fleet } from '../../../platform/fleet/index.js';
import type { JobRequest } from '../job.types.js';
import type { ClassQueue, ClassQueues } from './class-queues.js';
import { type IntakePlace, parsePlace, placeToText } from './intake-place.js';
import type { BullQueueParts } from './queue-parts.js';

/** Jobs that go to Redis with one command. */
const MOST_AT_ONCE = 500;

interface Put {
  id: JobId;
  place: IntakePlace | undefined;
  /** In front of all others. */
  isFirst: boolean;
  /** Whose turn it is, as a number that counts up. */
  turn: number;
}

/** Where a job that comes from Redis lies. Anybody may have written it there. */
export function placeOf({ data }: Bull.Job): IntakePlace | undefined {
  return parsePlace((data as { at?: unknown } | null)?.at);
}

/**
 * Writes into Redis which jobs wait, and takes them out again. It holds ids, where the record of each lies, and nothing
 * else. What comes while Redis has not answered goes together.
 */
export class BullFeed {
  readonly #logger = new Logger(BullFeed.name);
  readonly #puts = new Map<ClassQueue, Put[]>();
  #isPutting = false;

  constructor(
    private readonly queues: ClassQueues,
    private readonly parts: BullQueueParts,
    private readonly ports: {
      placeOf: (id: JobId) => IntakePlace | undefined;
      track: (work: Promise<unknown>) => void;
    },
  ) {}

  /** Lost if Redis goes away meanwhile; the next sweep puts it there. */
  put(request: JobRequest, isFirst = false): void {
    const queue = this.queues.forRequest(request);
    if (queue === undefined || !this.parts.link.isUp) return;
    const { id, preferredDevice: turn = 0 } = request;
    const put = { id, place: this.ports.placeOf(id), isFirst, turn };
    const list = this.#puts.get(queue);
    if (list === undefined) this.#puts.set(queue, [put]);
    else list.push(put);
    if (!this.#isPutting) this.ports.track(this.#putAll());
  }

  async #putAll(): Promise<void> {
    this.#isPutting = true;
    try {
      while (this.#puts.size > 0) {
        // What else comes in this turn of the event loop comes along.
        await new Promise((resolve) => setImmediate(resolve));
        const all = [...this.#puts];
        this.#puts.clear();
        for (const [queue, puts] of all) await this.#add(queue, puts);
      }
    } finally {
      this.#isPutting = false;
    }
  }

  async #add(queue: ClassQueue, puts: readonly Put[]): Promise<void> {
    for (let first = 0; first < puts.length; first += MOST_AT_ONCE) {
      const some = puts.slice(first, first + MOST_AT_ONCE);
      await this.addAll(queue, some);
      this.wake(queue, [...new Set(some.map(({ turn }) => turn))]);
    }
  }

  /** Those that are there already stay as they are. */
  async addAll(queue: ClassQueue, puts: readonly Pick<Put, 'id' | 'place' | 'isFirst'>[]): Promise<void> {
    const jobs = puts.map(({ id, place, isFirst }) => ({
      data: place === undefined ? {} : { at: placeToText(place) },
      opts: { jobId: id, ...(isFirst ? { lifo: true } : {}) },
    }));
    const bull = await queue.made;
    const [only] = jobs;
    if (jobs.length === 1 && only !== undefined) await bull.add(only.data, only.opts);
    else await bull.addBulk(jobs);
  }

  /** A job whose process is gone: what that had in Redis must not stand in its way. */
  async replace(request: JobRequest): Promise<void> {
    const queue = this.queues.forRequest(request);
    if (queue === undefined || !this.parts.link.isUp) return;
    const bull = await queue.made;
    await this.parts.link.client.del(`${bull.toKey(request.id)}:lock`);
    const stale = await bull.getJob(request.id);
    await stale?.remove();
    this.put(request, true);
  }

  async takeOut(request: JobRequest): Promise<void> {
    const queue = this.queues.forRequest(request);
    if (queue === undefined || !this.parts.link.isUp) return;
    await this.remove(queue, request.id);
  }

  /** False where another process has just got it; that one sees in its record that there is nothing to do. */
  async remove(queue: ClassQueue, id: JobId): Promise<boolean> {
    const job = await (await queue.made).getJob(id);
    try {
      await job?.remove();
      return true;
    } catch (error) {
      if (!this.parts.link.isUp) throw error;
      this.#logger.debug({ err: error, jobId: id }, 'a job that was to be taken out of Redis is locked');
      return false;
    }
  }

  async complete(job: Bull.Job): Promise<void> {
    if (!this.parts.link.isUp) return;
    try {
      await job.moveToCompleted(undefined, false, true);
    } catch (error) {
      // Its lock was lost meanwhile: whoever gets it sees in its record that there is nothing to do.
      this.#logger.debug({ err: error, jobId: job.id }, 'a job had been taken from Redis already');
    }
  }

  /** @param turns whose turn it is; with none, whoever is free */
  wake({ name, classes }: Pick<ClassQueue, 'name' | 'classes'>, turns: readonly number[]): void {
    this.parts.link.publish(this.parts.wakeChannel(), JSON.stringify({ name, classes, turns }));
  }
}

/** What {@link BullFeed.wake} has said. */
export function parseWake(message: string): { classes: unknown; turns: number[] } {
  try {
    const { classes, turns } = JSON.parse(message) as { classes?: unknown; turns?: unknown };
    const isTurn = (turn: unknown): turn is number => Number.isInteger(turn) && (turn as number) >= 0;
    return { classes, turns: Array.isArray(turns) ? turns.filter(isTurn) : [] };
  } catch {
    // Not ours: anybody may publish there.
    return { classes: undefined, turns: [] };
  }
}

/** Round robin over the processes that run jobs; whoever is free takes what is left. */
export function isTurnOf(fleet: Fleet, turn: number): boolean {
  const others = fleet.peers().filter(({ isAlive, sign }) => isAlive && sign.role !== 'api');
  const ids = [...others.map(({ sign }) => sign.id), fleet.id].sort();
  return ids[turn % ids.length] === fleet.id;
}
