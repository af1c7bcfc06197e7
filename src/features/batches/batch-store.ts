import { Inject, Injectable, Logger } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../config/index.js';
import { errnoOf } from '../../kernel/errors.js';
import { type BatchId, type JobId, parseBatchId, shardOf } from '../../kernel/ids.js';
import { Storage } from '../../platform/storage/index.js';
import { type BatchRecord, batchRecordSchema } from './batch-record.js';

/** The batches, by id; one immutable file each, put in place by a rename so that it is whole or not there. */
@Injectable()
export class BatchStore {
  readonly #folder: string;
  /** Whether another process may make the same batch. */
  readonly #isShared: boolean;
  readonly #records = new Map<BatchId, BatchRecord>();
  #order: BatchId[] = [];
  /** Batches whose record is there but cannot be read. */
  readonly #damaged = new Set<BatchId>();
  readonly #logger = new Logger(BatchStore.name);

  constructor(
    private readonly storage: Storage,
    @Inject(CONFIG) config: Config,
  ) {
    this.#folder = join(config.dataDir, 'batches');
    this.#isShared = config.redisUrl !== undefined;
  }

  /**
   * Durable when it resolves; false where another process has made a batch of this id before.
   * @throws DomainError storage_full
   */
  async create(record: BatchRecord): Promise<boolean> {
    const text = `${JSON.stringify(record)}\n`;
    if (!this.#isShared || record.idempotency === undefined)
      await this.storage.replaceFile(this.#path(record.id), text);
    else if (!(await this.storage.claimFile(this.#path(record.id), text))) {
      await this.storage.syncName(this.#path(record.id));
      return !(await this.look(record.id));
    }
    this.#keep(record);
    return true;
  }

  /** From disk while recovery has not come to it yet. */
  async find(id: BatchId): Promise<BatchRecord | undefined> {
    return this.#records.get(id) ?? (await this.#read(id));
  }

  /**
   * Whether the batch was made whole, also where its record cannot be read any more: its jobs count all the same.
   * @param job one that is in it; another process may have made the same batch with other jobs
   */
  isCommitted(id: BatchId, job?: JobId): boolean {
    const record = this.#records.get(id);
    if (record === undefined) return this.#damaged.has(id);
    return job === undefined || record.jobs.includes(job);
  }

  /** As {@link isCommitted}, of a batch that another process may have made meanwhile; it is then known here too. */
  async look(id: BatchId, job?: JobId): Promise<boolean> {
    if (!this.isCommitted(id)) {
      const record = await this.#read(id);
      if (record === undefined) return false;
      if (!this.#records.has(id)) this.#keep(record);
    }
    return this.isCommitted(id, job);
  }

  get size(): number {
    return this.#records.size;
  }

  values(): IterableIterator<BatchRecord> {
    return this.#records.values();
  }

  *newestFirst(before?: BatchId): IterableIterator<BatchRecord> {
    for (let position = this.#order.length - 1; position >= 0; position -= 1) {
      const id = this.#order[position]!;
      const record = this.#records.get(id);
      if (record !== undefined && (before === undefined || id < before)) yield record;
    }
  }

  async load(): Promise<void> {
    for await (const files of this.storage.files.scan(this.#folder)) {
      for (const { path, text } of files) {
        const name = path.slice(path.indexOf('/') + 1);
        const id = parseBatchId(name.replace(/\.json$/, ''));
        if (id !== undefined) this.#take(id, text);
      }
    }
    this.#order = [...this.#records.keys()].sort();
  }

  #take(id: BatchId, text: string): void {
    if (this.#records.has(id)) return;
    const record = parse(text);
    if (record?.id === id) {
      this.#keep(record);
      return;
    }
    this.#damaged.add(id);
    this.#logger.error({ batchId: id }, 'the record of this batch is damaged; it is left as it is');
  }

  async #read(id: BatchId): Promise<BatchRecord | undefined> {
    try {
      return parse((await this.storage.files.readFile(this.#path(id))).toString('utf8'));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  #keep(record: BatchRecord): void {
    const last = this.#order.at(-1);
    this.#records.set(record.id, record);
    this.#order.push(record.id);
    // Of another process, whose clock is not this one's.
    if (last !== undefined && last > record.id) this.#order.sort();
  }

  #path(id: BatchId): string {
    return join(this.#folder, shardOf(id), `${id}.json`);
  }
}

function parse(text: string): BatchRecord | undefined {
  try {
    const parsed = batchRecordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not JSON: as damaged as a record that does not fit the schema.
    return undefined;
  }
}
