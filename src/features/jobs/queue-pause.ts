import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { errnoOf } from '../../kernel/errors.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { Storage } from '../../platform/storage/index.js';
import { Dispatcher } from './dispatcher.js';
import { JobStore } from './job-store.js';

const fileSchema = z.object({ owners: z.array(z.string()) });

export interface QueueView {
  isPaused: boolean;
  /** The owner's jobs that wait for a device. */
  waiting: number;
  /** The owner's jobs that hold one. */
  running: number;
}

/**
 * Keeps an owner's waiting jobs from starting until they say so. Jobs that run go on; those of other owners are not
 * concerned. Durable: a pause holds over restarts.
 */
@Injectable()
export class QueuePause {
  readonly #logger = new Logger(QueuePause.name);
  readonly #path: string;
  /** Changes are written one after the other, so that the file has the last word. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly store: JobStore,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.#path = join(config.dataDir, 'paused-queues.json');
  }

  /** Before anything may start. */
  async load(): Promise<void> {
    const text = await this.#read();
    if (text === undefined) return;
    try {
      for (const owner of fileSchema.parse(JSON.parse(text)).owners) this.dispatcher.paused.add(owner);
    } catch (error) {
      // We write it whole or not at all, so somebody else has damaged it. Work goes on, and the log says why.
      this.#logger.error({ err: error }, 'the record of paused queues cannot be read; none is paused');
    }
  }

  /** Resolves when it is durable. @throws DomainError storage_full */
  pause(owner: string): Promise<QueueView> {
    return this.#change(owner, true);
  }

  /** Resolves when it is durable. Time that a job has waited counts anew. @throws DomainError storage_full */
  resume(owner: string): Promise<QueueView> {
    return this.#change(owner, false);
  }

  view(owner: string): QueueView {
    let running = 0;
    let waiting = 0;
    for (const { request, state } of this.store.values()) {
      if (request.owner !== owner) continue;
      if (state === 'running') running += 1;
      if (state === 'queued') waiting += 1;
    }
    return { isPaused: this.dispatcher.paused.has(owner), waiting, running };
  }

  #change(owner: string, isPaused: boolean): Promise<QueueView> {
    const work = async () => {
      if (this.dispatcher.paused.has(owner) !== isPaused) await this.#apply(owner, isPaused);
      return this.view(owner);
    };
    const result = this.#work.then(work, work);
    this.#work = result;
    return result;
  }

  async #apply(owner: string, isPaused: boolean): Promise<void> {
    const { paused, queue } = this.dispatcher;
    const next = new Set(paused);
    if (isPaused) next.add(owner);
    else next.delete(owner);
    await this.storage.replaceFile(this.#path, JSON.stringify({ owners: [...next] }));
    if (isPaused) {
      paused.add(owner);
    } else {
      paused.delete(owner);
      const now = this.clock.now();
      for (const job of queue.list()) if (this.store.peek(job.id)?.request.owner === owner) job.since = now;
      this.dispatcher.pump();
    }
    this.events.publish({ type: 'queue', owner, at: this.clock.now() });
  }

  async #read(): Promise<string | undefined> {
    try {
      return (await this.storage.files.readFile(this.#path)).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
