import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import type { SessionId } from '../../kernel/ids.js';
import { Fleet } from '../../platform/fleet/index.js';
import { Storage } from '../../platform/storage/index.js';

const RETRY_MS = 15;
/** Work on a session takes milliseconds; a process that is gone is found out within `WORKER_TIMEOUT`. */
const LONGEST_WAIT_FACTOR = 3;

/**
 * One process at a time works on a session, where several share the folder: whose turn it is says a file that only one
 * can make, `SESSIONS_DIR/.turns/<id>`. That of a process that is gone is taken away, by one of those that wait.
 */
@Injectable()
export class SessionTurns {
  constructor(
    private readonly storage: Storage,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isShared(): boolean {
    return this.fleet.isShared;
  }

  /** @throws DomainError conflict if others work on it for too long */
  async run<Result>(id: SessionId, work: () => Promise<Result>): Promise<Result> {
    if (!this.isShared) return work();
    await this.#take(id);
    try {
      return await work();
    } finally {
      await this.storage.files.removeTree(this.#path(id));
    }
  }

  get #folder(): string {
    return join(this.config.sessionsDir, '.turns');
  }

  #path(id: SessionId): string {
    return join(this.#folder, id);
  }

  async #take(id: SessionId): Promise<void> {
    const until = this.clock.now() + LONGEST_WAIT_FACTOR * this.config.workerTimeoutMs;
    await this.storage.ensureFolder(this.#folder);
    while (!(await this.#make(this.#path(id), `${this.fleet.id} ${randomUUID()}`))) {
      await this.#breakIfGone(id);
      if (this.clock.now() > until)
        throw new DomainError('conflict', 'Another process works on this session; try again in a moment.');
      await new Promise<void>((resolve) => this.clock.schedule(RETRY_MS, resolve));
    }
  }

  /** Not synced: after a power cut its process is gone anyway. */
  async #make(path: string, content: string): Promise<boolean> {
    const temporary = join(this.#folder, `.tmp-${randomUUID()}`);
    const file = await this.storage.files.open(temporary, 'create');
    try {
      await file.write(Buffer.from(content));
    } finally {
      await file.close();
    }
    try {
      await this.storage.files.link(temporary, path);
      return true;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      return false;
    } finally {
      await this.storage.files.unlink(temporary);
    }
  }

  /** Whoever breaks a turn says so first, under the name of that very turn: two of them never take away a third. */
  async #breakIfGone(id: SessionId): Promise<void> {
    const turn = await this.#read(this.#path(id));
    if (turn === undefined || !(await this.#isGone(turn))) return;
    const mark = `${this.#path(id)}.${turn.slice(-36)}`;
    if (!(await this.#make(mark, this.fleet.id))) {
      const breaker = await this.#read(mark);
      if (breaker !== undefined && (await this.#isGone(breaker))) await this.storage.files.removeTree(mark);
      return;
    }
    if ((await this.#read(this.#path(id))) === turn) await this.storage.files.removeTree(this.#path(id));
    await this.storage.files.removeTree(mark);
  }

  async #isGone(content: string): Promise<boolean> {
    const [process = ''] = content.split(' ');
    // Of this process itself: from a turn that could not be given back.
    return process === this.fleet.id ? false : this.fleet.isGone(process);
  }

  async #read(path: string): Promise<string | undefined> {
    try {
      return (await this.storage.files.readFile(path)).toString('utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}
