import { createHash } from 'node:crypto';
import type { LazyModuleLoader } from '@nestjs/core';
import type * as NestBull from '@nestjs/bull';
import type Bull from 'bull';
import type { RedisLink } from '../../../platform/redis/index.js';
import { type EnginesService, problemsOf } from '../../engines/index.js';
import { choicesOf } from '../job-choice.js';
import type { JobRequest } from '../job.types.js';

/** What Bull's queues can do beside what their type says: give one job without waiting, look for stalled ones. */
export interface BullQueueHandle extends Bull.Queue {
  /** Stands in the locks of the jobs that this process has taken from it. */
  readonly token: string;
  moveToActive(): Promise<Bull.Job | null>;
  moveUnlockedJobsToWait(): Promise<unknown>;
}

/** Jobs that the same engines can run. */
export interface ClassQueue {
  name: string;
  /** As {@link EnginesService.classes} calls them. */
  classes: readonly string[];
  made: Promise<BullQueueHandle>;
}

/** One that has been made. */
export interface OpenQueue extends ClassQueue {
  bull: BullQueueHandle;
}

export interface QueueSettings {
  prefix: string;
  lockMs: number;
  stalledMs: number;
}

const MOST_QUEUES = 1000;

/**
 * One queue of Bull for each set of engines that can run a job: whoever has one of them looks into it, and finds
 * nothing there that it could not run. Which there are is written down in Redis too, for processes that start later.
 */
export class ClassQueues {
  readonly #queues = new Map<string, ClassQueue & { bull?: BullQueueHandle }>();
  #nest: typeof NestBull | undefined;
  #settings: QueueSettings | undefined;
  /** There may be jobs in it. */
  #onMade: () => void = () => undefined;

  constructor(
    private readonly link: RedisLink,
    private readonly engines: EnginesService,
    private readonly modules: LazyModuleLoader,
  ) {}

  /** Loads Bull, which nobody pays for who does not use it. */
  async open(settings: QueueSettings, onMade: () => void): Promise<void> {
    this.#onMade = onMade;
    this.#nest = await import('@nestjs/bull');
    this.#settings = settings;
  }

  /** Those that have been made. */
  list(): OpenQueue[] {
    return [...this.#queues.values()].filter((queue): queue is OpenQueue => queue.bull !== undefined);
  }

  /** Those with jobs that an engine of this process can run. */
  own(): OpenQueue[] {
    const own = new Set(this.engines.ownClasses().map(({ id }) => id));
    return this.list().filter(({ classes }) => classes.some((id) => own.has(id)));
  }

  /** Undefined where no engine that is known of can run it. */
  forRequest(request: JobRequest): ClassQueue | undefined {
    const choices = choicesOf(request);
    const able = this.engines
      .classes()
      .filter(({ name, capabilities }) =>
        choices.some(({ engine, spec }) => engine === name && problemsOf(spec, capabilities).length === 0),
      )
      .map(({ id }) => id)
      .sort();
    return able.length === 0 ? undefined : this.take(able);
  }

  /** @param classes in the order of the alphabet */
  take(classes: readonly string[]): ClassQueue {
    const name = createHash('sha256').update(JSON.stringify(classes)).digest('hex').slice(0, 12);
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    if (this.#queues.size >= MOST_QUEUES) throw new Error(`there are more than ${MOST_QUEUES} kinds of jobs`);
    const made: ClassQueue & { bull?: BullQueueHandle } = { name, classes, made: this.#make(name) };
    this.#queues.set(name, made);
    void this.#keep(made);
    return made;
  }

  async #keep(queue: ClassQueue & { bull?: BullQueueHandle }): Promise<void> {
    try {
      queue.bull = await queue.made;
      this.#onMade();
    } catch (error) {
      // Whoever needs it next tries again.
      this.#queues.delete(queue.name);
      this.link.tellTrouble(error);
    }
  }

  /** All that have been asked for so far. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map(({ made }) => made));
  }

  /** Learns of queues that others have made, and tells of the own ones. */
  async exchange(): Promise<void> {
    const key = this.#key;
    const told = await this.link.client.hgetall(key);
    for (const text of Object.values(told)) this.learn(text);
    await this.settled();
    const missing = this.list().filter(({ name }) => told[name] === undefined);
    for (const { name, classes } of missing) await this.link.client.hset(key, name, JSON.stringify(classes));
  }

  /** What stands in Redis may come from anybody: whatever is no list of short texts is no queue. */
  learn(text: string): void {
    let classes: unknown;
    try {
      classes = JSON.parse(text);
    } catch {
      return;
    }
    if (!Array.isArray(classes) || classes.length === 0 || classes.length > 64) return;
    const ids = classes.filter((id): id is string => typeof id === 'string' && /^[\w.-]{1,120}$/.test(id));
    if (ids.length === classes.length) this.take([...ids].sort());
  }

  get #key(): string {
    return `${this.#settings?.prefix ?? ''}:queues`;
  }

  /** A provider of Nest like any other queue, but registered when it is needed: which there are, engines tell. */
  async #make(name: string): Promise<BullQueueHandle> {
    if (this.#nest === undefined || this.#settings === undefined)
      throw new Error('the queues are not open yet');
    const { BullModule, getQueueToken } = this.#nest;
    const options = { name, ...this.#options(this.#settings) };
    const module = await this.modules.load(() => BullModule.registerQueue(options));
    const queue: Bull.Queue = module.get(getQueueToken(name));
    queue.on('error', (error) => this.link.tellTrouble(error));
    return queue as BullQueueHandle;
  }

  #options({ prefix, lockMs, stalledMs }: QueueSettings): Bull.QueueOptions {
    return {
      prefix,
      createClient: () => this.link.client,
      skipVersionCheck: true,
      settings: {
        lockDuration: lockMs,
        stalledInterval: stalledMs,
        // The records count the attempts (MAX_ATTEMPTS); Bull must not give up before they do.
        maxStalledCount: 1_000_000,
      },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    } as Bull.QueueOptions;
  }
}
