import type Bull from 'bull';
import { z } from 'zod';
import { type JobId, parseJobId } from '../../../kernel/ids.js';
import type { OpenQueue } from './class-queues.js';
import type { BullQueueParts } from './queue-parts.js';

/** Of those that wait in the hands of others, so many are looked at: the oldest. */
const LOOKED_AT = 32;
/** Whoever is asked and says nothing may be gone: meanwhile another is asked. */
const ANSWER_MS = 1000;
const MOST_ASKED = 1000;

/**
 * A job goes back in front of all that wait, if it is still ours or nobody's, and those that are free are told.
 * KEYS lock, active, stalled, wait, ahead; ARGV token, job, member, channel, message
 */
const GIVE_BACK = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[5], ARGV[3])
if redis.call('LREM', KEYS[2], 1, ARGV[2]) == 0 then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[3], ARGV[2])
redis.call('RPUSH', KEYS[4], ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1`;

const requestSchema = z.object({ holder: z.string(), id: z.string() });

interface Ahead {
  job: Bull.Job;
  queue: OpenQueue;
  member: string;
}

/**
 * Jobs that this process has taken out of Redis although all devices that could run them are busy: one for each of
 * these, to be started in the very turn of the event loop in which one becomes free. In their records they wait; all
 * that holds them is the lock in Redis. They are written down there for processes that have a free device and find
 * nothing else to run: those ask for them, the one that waits longest first, and get them.
 */
export class AheadJobs {
  readonly #jobs = new Map<JobId, Ahead>();
  /** Devices without a free slot, by engine. */
  #busy: ReadonlyMap<string, number> = new Map();

  /** When others were asked for them. */
  readonly #asked = new Map<JobId, number>();

  constructor(private readonly parts: BullQueueParts) {}

  /** Calls back with each job that another process asks for. */
  listen(onAsked: (id: JobId) => void): void {
    this.parts.link.listen(this.#channel, (message) => {
      const { holder, id } = parseRequest(message);
      const asked = holder === this.parts.fleet.id ? parseJobId(id ?? '') : undefined;
      if (asked !== undefined && this.#jobs.has(asked)) onAsked(asked);
    });
  }

  has(id: JobId): boolean {
    return this.#jobs.has(id);
  }

  /** Oldest first. */
  ids(): JobId[] {
    return [...this.#jobs.keys()].sort();
  }

  setBusy(busy: ReadonlyMap<string, number>): void {
    this.#busy = busy;
  }

  isBusy(engine: string): boolean {
    return (this.#busy.get(engine) ?? 0) > 0;
  }

  /** Kinds of engines with more busy devices than jobs that were taken for them. */
  get room(): ReadonlySet<string> {
    const own = this.parts.engines.ownClasses();
    const taken = (id: string) => [...this.#jobs.values()].filter(({ queue }) => queue.classes.includes(id));
    return new Set(
      own.filter(({ id, name }) => (this.#busy.get(name) ?? 0) > taken(id).length).map(({ id }) => id),
    );
  }

  hasRoomFor({ classes }: OpenQueue): boolean {
    const { room } = this;
    return classes.some((id) => room.has(id));
  }

  async keep(id: JobId, job: Bull.Job, queue: OpenQueue): Promise<void> {
    const member = `${id} ${this.parts.fleet.id}`;
    this.#jobs.set(id, { job, queue, member });
    await this.parts.link.client.zadd(queue.bull.toKey('ahead'), 0, member);
  }

  /** Started, or over: nobody need ask for it any more. */
  async strike(id: JobId): Promise<void> {
    const ahead = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (ahead === undefined || !this.parts.link.isUp) return;
    await this.parts.link.client.zrem(ahead.queue.bull.toKey('ahead'), ahead.member);
  }

  /** To the front of those that wait, in one command, so that it is never in neither place. */
  async giveBack(id: JobId): Promise<void> {
    const ahead = this.#jobs.get(id);
    // Without Redis, its lock runs out, or everything is put there anew.
    if (ahead !== undefined && this.parts.link.isUp) await this.#giveBack(ahead.queue, id, ahead.member);
    await this.strike(id);
  }

  /**
   * Asks those that hold jobs ahead for the ones that wait longest.
   * @param count how many there are devices for
   */
  async ask(queues: readonly OpenQueue[], count: number): Promise<void> {
    let left = count;
    for (const queue of queues) {
      const key = queue.bull.toKey('ahead');
      const members = await this.parts.link.client.zrange(key, 0, LOOKED_AT - 1);
      for (const member of members) {
        if (left <= 0) return;
        if (await this.#askFor(queue, member)) left -= 1;
      }
    }
  }

  async #askFor(queue: OpenQueue, member: string): Promise<boolean> {
    const { fleet, clock, link } = this.parts;
    const [text = '', holder = ''] = member.split(' ');
    const id = parseJobId(text);
    if (id === undefined || holder === fleet.id) return false;
    const peer = fleet.peers().find(({ sign }) => sign.id === holder);
    if (peer?.isAlive !== true) {
      // Its lock dies soon after it. Before, this does nothing.
      if (peer !== undefined) await this.#giveBack(queue, id, member);
      return false;
    }
    const now = clock.now();
    if (now - (this.#asked.get(id) ?? -Infinity) < ANSWER_MS) return false;
    if (this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#asked.set(id, now);
    link.publish(this.#channel, JSON.stringify({ holder, id }));
    return true;
  }

  async #giveBack({ bull, name, classes }: OpenQueue, id: JobId, member: string): Promise<void> {
    const keys = ['active', 'stalled', 'wait', 'ahead'].map((key) => bull.toKey(key));
    const wake = JSON.stringify({ name, classes, turns: [] });
    const words = [bull.token, id, member, this.parts.wakeChannel(), wake];
    await this.parts.link.client.eval(GIVE_BACK, 5, `${bull.toKey(id)}:lock`, ...keys, ...words);
  }

  get #channel(): string {
    return `${this.parts.wakeChannel()}:ask`;
  }
}

function parseRequest(message: string): { holder?: string; id?: string } {
  try {
    return requestSchema.safeParse(JSON.parse(message)).data ?? {};
  } catch {
    // Not ours: anybody may publish there.
    return {};
  }
}
