import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import type { SessionId } from '../../kernel/ids.js';
import { SerialQueue } from './serial-queue.js';
import { SessionCache } from './session-cache.js';
import type { SessionEvent } from './session-event.js';
import { type IndexEntry, SessionIndex } from './session-index.js';
import { type OpenSession, SessionJournal } from './session-journal.js';
import { SessionQuota } from './session-quota.js';
import { SessionTurns } from './session-turns.js';
import type { Session } from './session.types.js';

const CACHE_LIMITS = { sessions: 200, bytes: 32 * 1024 * 1024 };
const LONGEST_USE_INTERVAL_MS = 60_000;
/** Of the time to live: so much too early may a session expire after a restart. */
const USE_INTERVAL_SHARE = 1 / 10;

/**
 * The sessions, by id. A change counts when it is durable: first the journal, then memory. All work on one session is
 * done one after another.
 */
@Injectable()
export class SessionStore {
  readonly #logger = new Logger(SessionStore.name);
  readonly #cache = new SessionCache(CACHE_LIMITS);
  readonly #queue = new SerialQueue<SessionId>();
  readonly #useIntervalMs: number;
  /** Sessions whose use is about to be written down. */
  readonly #noting = new Set<SessionId>();

  constructor(
    private readonly journal: SessionJournal,
    private readonly index: SessionIndex,
    private readonly quota: SessionQuota,
    private readonly turns: SessionTurns,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    const { sessionTtlMs } = config;
    this.#useIntervalMs =
      sessionTtlMs > 0
        ? Math.min(LONGEST_USE_INTERVAL_MS, sessionTtlMs * USE_INTERVAL_SHARE)
        : LONGEST_USE_INTERVAL_MS;
  }

  /**
   * The session of that id, or a new one of `owner` under it.
   * @throws DomainError session_limit, session_not_found (it is somebody else's), storage_full
   */
  open(owner: string, id: SessionId): Promise<Session> {
    return this.#run(id, async () => {
      const opened = await this.#resolve(id);
      if (opened === undefined) return this.#create(owner, id);
      if (opened.session.owner !== owner) throw notFound(id);
      return this.#use(opened);
    });
  }

  /** Undefined if there is none, or it is somebody else's. */
  async find(owner: string, id: SessionId): Promise<Session | undefined> {
    const entry = this.index.get(id);
    const opened = this.#cache.get(id);
    if (opened !== undefined && entry !== undefined && (await this.#isCurrent(opened))) {
      return entry.owner === owner && !this.index.isExpired(entry) ? this.#use(opened) : undefined;
    }
    return this.#run(id, async () => {
      const read = await this.#resolve(id);
      return read === undefined || read.session.owner !== owner ? undefined : this.#use(read);
    });
  }

  /**
   * Appends what `decide` makes of the session as it is when its turn has come; what that throws is passed on.
   * @throws DomainError session_not_found, storage_full
   */
  change(owner: string, id: SessionId, decide: (opened: OpenSession) => SessionEvent): Promise<Session> {
    return this.#run(id, async () => {
      const opened = await this.#resolve(id);
      if (opened === undefined || opened.session.owner !== owner) throw notFound(id);
      try {
        return this.#keep(await this.journal.append(opened, decide(opened)));
      } catch (error) {
        // Its file was taken away by hand.
        if (errnoOf(error) !== 'ENOENT') throw error;
        this.#forget(id);
        throw notFound(id);
      }
    });
  }

  /** False if there is none, or it is somebody else's. */
  delete(owner: string, id: SessionId): Promise<boolean> {
    return this.#run(id, async () => {
      const opened = await this.#resolve(id);
      if (opened === undefined || opened.session.owner !== owner) return false;
      await this.#remove(id);
      return true;
    });
  }

  /** Removes the file of a session that has expired; one that was used meanwhile stays. */
  removeExpired(id: SessionId): Promise<boolean> {
    return this.#run(id, async () => {
      const entry = this.index.get(id);
      if (entry === undefined || !this.index.isExpired(entry)) return false;
      await this.#remove(id);
      return true;
    });
  }

  /** The entry with number of revisions and title; undefined where the session cannot be read. Does not count as use. */
  async complete(entry: IndexEntry): Promise<IndexEntry | undefined> {
    if (entry.title !== undefined && !this.turns.isShared) return entry;
    const { id } = entry;
    try {
      return await this.#run(id, async () => {
        const opened = this.#cache.get(id) ?? (await this.journal.read(id));
        if (opened !== undefined) return this.index.note(opened.session);
        this.#forget(id);
        return undefined;
      });
    } catch (error) {
      // It must not hide the others.
      this.#logger.error({ err: error, sessionId: id }, 'a session cannot be read');
      return undefined;
    }
  }

  /** Resolves when everything that was asked for is done. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** In the turn of this session, in this process and among all that share the folder. */
  #run<Result>(id: SessionId, work: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(id, () =>
      this.turns.run(id, async () => {
        if (this.turns.isShared) await this.#takeIn(id);
        return work();
      }),
    );
  }

  /** What other processes have made of it. */
  async #takeIn(id: SessionId): Promise<void> {
    const known = this.#cache.get(id);
    if (known !== undefined && (await this.#isCurrent(known))) return;
    this.#cache.delete(id);
    const opened = await this.journal.read(id);
    if (opened === undefined) this.index.forget(id);
    else this.#keep(opened);
  }

  /** Whether no other process has written to it. */
  async #isCurrent({ session, bytes }: OpenSession): Promise<boolean> {
    return !this.turns.isShared || (await this.journal.size(session.id)) === bytes;
  }

  /** What lies under an id and has not expired. */
  async #resolve(id: SessionId): Promise<OpenSession | undefined> {
    const known = this.index.get(id);
    if (known !== undefined && this.index.isExpired(known)) return undefined;
    const opened = this.#cache.get(id) ?? (await this.journal.read(id));
    if (opened === undefined) {
      this.#forget(id);
      return undefined;
    }
    const entry = this.index.note(opened.session);
    if (this.index.isExpired(entry)) return undefined;
    this.#cache.set(opened);
    return opened;
  }

  async #create(owner: string, id: SessionId): Promise<Session> {
    return this.quota.spend(owner, async () => {
      if (this.index.get(id) !== undefined) await this.#remove(id);
      return this.#keep(await this.journal.create(id, owner, this.clock.now()));
    });
  }

  #keep(opened: OpenSession): Session {
    this.#cache.set(opened);
    this.index.note(opened.session);
    return opened.session;
  }

  #use(opened: OpenSession): Session {
    const { session } = opened;
    const entry = this.index.get(session.id) ?? this.index.note(session);
    entry.lastUsedAt = Math.max(entry.lastUsedAt, this.clock.now());
    if (entry.lastUsedAt - session.lastUsedAt >= this.#useIntervalMs) this.#noteUse(session.id);
    return { ...session, lastUsedAt: entry.lastUsedAt };
  }

  /** Nobody waits for it: were it lost, the session would only expire a little early after a restart. */
  #noteUse(id: SessionId): void {
    if (this.#noting.has(id)) return;
    this.#noting.add(id);
    const work = async () => {
      const entry = this.index.get(id);
      const opened = this.#cache.get(id);
      if (entry === undefined || opened === undefined) return;
      this.#keep(await this.journal.append(opened, { type: 'used', at: entry.lastUsedAt }));
    };
    this.#run(id, work)
      .catch((error: unknown) => {
        this.#logger.warn({ err: error, sessionId: id }, 'could not note that a session was used');
      })
      .finally(() => this.#noting.delete(id));
  }

  async #remove(id: SessionId): Promise<void> {
    // Were the removal to fail half-way, only the disk would know.
    this.#cache.delete(id);
    await this.journal.remove(id);
    this.#forget(id);
  }

  #forget(id: SessionId): void {
    this.#cache.delete(id);
    this.index.forget(id);
  }
}

function notFound(id: SessionId): DomainError {
  return new DomainError('session_not_found', `There is no session ${id}.`);
}
