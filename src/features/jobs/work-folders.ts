import { Injectable, Logger } from '@nestjs/common';
import { basename, join } from 'node:path';
import { type JobId, parseJobId } from '../../kernel/ids.js';
import { Storage } from '../../platform/storage/index.js';
import type { Attempt } from './job.types.js';
import { JobStore } from './job-store.js';

/**
 * The empty private folders that attempts write into. Only as durable as scratch space needs to be: recovery clears
 * all of them anyway.
 */
@Injectable()
export class WorkFolders {
  /** Made ahead, by path. */
  readonly #ready = new Map<string, Promise<void>>();
  /** Being removed, by path. The same attempt may be wanted here again before that is done. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #logger = new Logger(WorkFolders.name);

  constructor(
    private readonly storage: Storage,
    private readonly store: JobStore,
  ) {}

  /** Before the job's device is free: a freed device must not wait for the disk. */
  prepare(id: JobId, attempt: number): void {
    const folder = this.store.paths.workFolder(id, attempt);
    if (this.#ready.has(folder)) return;
    const making = this.#make(folder);
    this.#ready.set(folder, making);
    // Whoever takes it tries again and is told then.
    making.catch(() => this.#ready.delete(folder));
  }

  /** @throws what the file system says, where the folder can not be made */
  async take(id: JobId, attempt: number): Promise<string> {
    const folder = this.store.paths.workFolder(id, attempt);
    const ready = this.#ready.get(folder);
    this.#ready.delete(folder);
    await (ready?.catch(() => this.#make(folder)) ?? this.#make(folder));
    return folder;
  }

  /** Whether the folder of an attempt of this process is not there any more. */
  async isLost(id: JobId, attempt: number): Promise<boolean> {
    return (await this.storage.files.stat(this.store.paths.workFolder(id, attempt))) === undefined;
  }

  /** Scratch space only: a failure is told in the log and left to the next start, which clears it. */
  async remove(id: JobId, attempt: number): Promise<void> {
    await this.#remove(id, this.store.paths.workFolder(id, attempt));
  }

  /** As {@link remove}, of an attempt that another process ran. */
  async removeOf(id: JobId, attempt: Pick<Attempt, 'number' | 'process'>): Promise<void> {
    await this.#remove(id, this.store.paths.workFolderOf(id, attempt));
  }

  async #remove(id: JobId, folder: string): Promise<void> {
    const making = this.#ready.get(folder);
    this.#ready.delete(folder);
    const leaving = this.#removeAfter(making, folder).catch((error: unknown) =>
      this.#logger.warn({ err: error, jobId: id }, 'could not remove a work folder'),
    );
    this.#leaving.set(folder, leaving);
    await leaving;
    if (this.#leaving.get(folder) === leaving) this.#leaving.delete(folder);
  }

  async #removeAfter(making: Promise<void> | undefined, folder: string): Promise<void> {
    // Whoever wanted it has been told why it could not be made.
    await making?.catch(() => undefined);
    await this.storage.files.removeTree(folder);
  }

  /** A job that left the queue without a run here; whichever attempt its next one was. */
  forget(id: JobId): void {
    for (const folder of this.#ready.keys())
      if (basename(folder).startsWith(id)) void this.#remove(id, folder);
  }

  async clear(): Promise<void> {
    const { work } = this.store.paths;
    this.#ready.clear();
    if (this.store.journal.isShared) {
      for (const { name } of await this.storage.files.list(work)) await this.#clearIfUnneeded(name);
    } else if ((await this.storage.files.list(work)).length > 0) await this.storage.removeTree(work);
  }

  /** Where others may be at work, only what is surely left over. */
  async #clearIfUnneeded(name: string): Promise<void> {
    const [, text = '', digits = ''] = /^([0-9a-f-]{36})-(\d+)(-[0-9a-f]{12})?$/.exec(name) ?? [];
    const id = parseJobId(text);
    const record = id && this.store.peek(id);
    if (record === undefined) return;
    const attempt = Number(digits);
    const last = record.attempts.at(-1);
    const isOpen = last?.number === attempt && last.endedAt === undefined;
    if (record.attempts.length >= attempt && !isOpen)
      await this.storage.files.removeTree(join(this.store.paths.work, name));
  }

  async #make(folder: string): Promise<void> {
    await this.#leaving.get(folder);
    await this.storage.ensureFolder(this.store.paths.work);
    if (await this.storage.files.makeFolder(folder)) return;
    await this.storage.files.removeTree(folder);
    await this.storage.files.makeFolder(folder);
  }
}
