import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import type { SessionId } from '../../kernel/ids.js';
import { titleOf } from './session-fold.js';
import type { Session, SessionSummary } from './session.types.js';

/** What is known of a session without reading it. */
export interface IndexEntry {
  readonly id: SessionId;
  readonly owner: string;
  readonly createdAt: number;
  lastUsedAt: number;
  /** Undefined until it was read once. */
  revisions?: number;
  title?: string;
}

/** All sessions: whose they are and when they were used last. What it holds of them is what expiry and limits need. */
@Injectable()
export class SessionIndex {
  readonly #entries = new Map<SessionId, IndexEntry>();
  readonly #byOwner = new Map<string, Set<IndexEntry>>();

  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(id: SessionId): IndexEntry | undefined {
    return this.#entries.get(id);
  }

  /** The entry of a session that has been read or has changed; made where there was none. */
  note(session: Session): IndexEntry {
    const entry = this.#entries.get(session.id) ?? this.add(session);
    entry.lastUsedAt = Math.max(entry.lastUsedAt, session.lastUsedAt);
    entry.revisions = session.revisions.size;
    entry.title = titleOf(session);
    return entry;
  }

  add({ id, owner, createdAt, lastUsedAt }: Pick<IndexEntry, 'id' | 'owner' | 'createdAt' | 'lastUsedAt'>) {
    const entry: IndexEntry = { id, owner, createdAt, lastUsedAt };
    this.forget(id);
    this.#entries.set(id, entry);
    const mine = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, mine.add(entry));
    return entry;
  }

  forget(id: SessionId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    const mine = this.#byOwner.get(entry.owner);
    mine?.delete(entry);
    if (mine?.size === 0) this.#byOwner.delete(entry.owner);
  }

  isExpired({ lastUsedAt }: Pick<IndexEntry, 'lastUsedAt'>): boolean {
    const { sessionTtlMs } = this.config;
    return sessionTtlMs > 0 && this.clock.now() - lastUsedAt >= sessionTtlMs;
  }

  expired(): IndexEntry[] {
    return [...this.#entries.values()].filter((entry) => this.isExpired(entry));
  }

  /** Those of one owner that have not expired. */
  of(owner: string): IndexEntry[] {
    return [...(this.#byOwner.get(owner) ?? [])].filter((entry) => !this.isExpired(entry));
  }

  /** At least as many as {@link of} finds, without a look at each. */
  mostOf(owner: string): number {
    return this.#byOwner.get(owner)?.size ?? 0;
  }
}

export function summaryOf({ id, createdAt, lastUsedAt, revisions, title }: IndexEntry): SessionSummary {
  return { id, createdAt, lastUsedAt, revisions: revisions ?? 0, title: title ?? '' };
}
