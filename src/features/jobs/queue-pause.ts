import { createHash } from 'node:crypto';
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

/** One file for all owners, as versions wrote it that knew of one process only. */
const oldFileSchema = z.object({ owners: z.array(z.string()) });
const fileSchema = z.object({ owner: z.string() });

export interface QueueView {
  isPaused: boolean;
  /** The owner's jobs that wait for a device. */
  waiting: number;
  /** The owner's jobs that hold one. */
  running: number;
}

/**
 * Keeps an owner's waiting jobs from starting until they say so. Jobs that run go on; those of other owners are not
 * concerned. Durable: a pause is a file in `DATA_DIR/paused`, one for each owner, so it holds over restarts and for all
 * processes that share the folder.
 */
@Injectable()
export class QueuePause {
  readonly #logger = new Logger(QueuePause.name);
  readonly #folder: string;
  readonly #oldPath: string;
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
    this.#folder = join(config.dataDir, 'paused');
    this.#oldPath = join(config.dataDir, 'paused-queues.json');
  }

  /** Before anything may start. */
  async load(): Promise<void> {
    await this.#takeOver();
    for (const owner of await this.#onDisk()) this.dispatcher.paused.add(owner);
  }

  /** What other processes have changed, as it is on the disk now. */
  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const now = new Set(await this.#onDisk());
      const { paused } = this.dispatcher;
      for (const owner of new Set([...paused, ...now]))
        if (paused.has(owner) !== now.has(owner)) this.#note(owner, now.has(owner), true);
    });
  }

  /** As it is on the disk at this moment. */
  async isPaused(owner: string): Promise<boolean> {
    if (!this.dispatcher.paused.has(owner)) return false;
    await this.reload();
    return this.dispatcher.paused.has(owner);
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
    return this.#inTurn(async () => {
      await this.#write(owner, isPaused);
      if (this.dispatcher.paused.has(owner) !== isPaused) this.#note(owner, isPaused, false);
      return this.view(owner);
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work, work);
    this.#work = result;
    return result;
  }

  async #write(owner: string, isPaused: boolean): Promise<void> {
    const path = this.#pathOf(owner);
    const isThere = (await this.storage.files.stat(path)) !== undefined;
    if (isPaused === isThere) return;
    if (isPaused) await this.storage.replaceFile(path, JSON.stringify({ owner }));
    else await this.storage.removeTree(path);
  }

  /** On the disk already. */
  #note(owner: string, isPaused: boolean, isFromElsewhere: boolean): void {
    const { paused, queue } = this.dispatcher;
    const waiting = queue.list().filter((job) => this.store.peek(job.id)?.request.owner === owner);
    if (isPaused) paused.add(owner);
    else paused.delete(owner);
    // Whoever changes it tells those who could run them.
    if (!isFromElsewhere)
      queue.offer(
        waiting.map(({ id }) => id),
        !isPaused,
      );
    if (!isPaused) {
      const now = this.clock.now();
      for (const job of waiting) job.since = now;
      this.dispatcher.pump();
    }
    const event = { type: 'queue', owner, at: this.clock.now() } as const;
    this.events.publish(isFromElsewhere ? { ...event, isFromElsewhere } : event);
  }

  /** The name of an owner may hold anything, so the file is named by its hash. */
  #pathOf(owner: string): string {
    return join(this.#folder, `${createHash('sha256').update(owner).digest('hex')}.json`);
  }

  async #onDisk(): Promise<string[]> {
    const owners: string[] = [];
    for (const { name } of await this.storage.files.list(this.#folder)) {
      if (!/^[0-9a-f]{64}\.json$/.test(name)) continue;
      const file = await this.#parse(join(this.#folder, name), fileSchema);
      if (file !== undefined) owners.push(file.owner);
    }
    return owners;
  }

  async #takeOver(): Promise<void> {
    const old = await this.#parse(this.#oldPath, oldFileSchema);
    if (old === undefined) return;
    for (const owner of old.owners) await this.#write(owner, true);
    await this.storage.removeTree(this.#oldPath);
  }

  /** Undefined if it is not there, or damaged. */
  async #parse<Content>(path: string, schema: z.ZodType<Content>): Promise<Content | undefined> {
    let text: string;
    try {
      text = (await this.storage.files.readFile(path)).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      // We write it whole or not at all, so somebody else has damaged it. Work goes on, and the log says why.
      if (!this.#told.has(path))
        this.#logger.error(
          { err: error, path },
          'the record of a paused queue cannot be read; it is not paused',
        );
      this.#told.add(path);
      return undefined;
    }
  }

  readonly #told = new Set<string>();
}
