import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { newRevisionId, newSessionId, type RevisionId, type SessionId } from '../../kernel/ids.js';
import { checkRevision, LARGEST_REVISION_BYTES } from './new-revision.schema.js';
import type { SessionEvent } from './session-event.js';
import { headOf, pathOf, redoTarget, undoTarget } from './session-fold.js';
import { SessionIndex, summaryOf } from './session-index.js';
import type { OpenSession } from './session-journal.js';
import { SessionReadiness } from './session-readiness.js';
import { SessionStore } from './session-store.js';
import type { NewRevision, Revision, Session, SessionSummary } from './session.types.js';

export const MOST_REVISIONS = 1000;
/** Lines of a journal: revisions, and moves between them. */
export const MOST_STEPS = 10_000;
/** Of one journal. */
export const LARGEST_SESSION_BYTES = 16 * 1024 * 1024;

const READS_AT_ONCE = 8;

interface Addition {
  revision: NewRevision;
  parent: RevisionId | null | undefined;
  aside?: true;
}

/** Prompt-tuning sessions: durable before anybody is told of them, and each seen only by its owner. */
@Injectable()
export class SessionsService {
  readonly #reads = pLimit(READS_AT_ONCE);

  constructor(
    private readonly readiness: SessionReadiness,
    private readonly store: SessionStore,
    private readonly index: SessionIndex,
    private readonly clock: Clock,
  ) {}

  /**
   * The session, or a new one: under a new id where none is given, and under the given one where that is unknown or
   * has expired.
   * @throws DomainError session_limit, session_not_found (it is somebody else's), storage_full
   */
  async open(owner: string, id: SessionId = newSessionId()): Promise<Session> {
    await this.readiness.wait();
    return this.store.open(owner, id);
  }

  /** Undefined if it is unknown, expired or somebody else's. Counts as use. */
  async find(owner: string, id: SessionId): Promise<Session | undefined> {
    await this.readiness.wait();
    return this.store.find(owner, id);
  }

  /** @throws DomainError session_not_found */
  async get(owner: string, id: SessionId): Promise<Session> {
    const session = await this.find(owner, id);
    if (session === undefined) throw new DomainError('session_not_found', `There is no session ${id}.`);
    return session;
  }

  /**
   * A new revision, which becomes the head. Calls on one session are carried out one after another.
   * @param parent the head, unless said otherwise; null begins a history anew, as the first revision did
   * @throws DomainError session_not_found, revision_not_found (the parent), conflict (the session is full),
   *   invalid_request (the revision is too large), storage_full
   */
  append(owner: string, id: SessionId, revision: NewRevision, parent?: RevisionId | null): Promise<Revision> {
    return this.#add(owner, id, { revision, parent });
  }

  /**
   * As {@link append}, but the head stays where it is, and so do undo and redo: for what is made of a revision beside
   * the conversation, a variation that is run, for instance.
   */
  appendAside(
    owner: string,
    id: SessionId,
    revision: NewRevision,
    parent?: RevisionId | null,
  ): Promise<Revision> {
    return this.#add(owner, id, { revision, parent, aside: true });
  }

  async #add(owner: string, id: SessionId, { revision, parent, ...rest }: Addition): Promise<Revision> {
    await this.readiness.wait();
    const checked = checkRevision(revision);
    const revisionId = newRevisionId();
    const session = await this.store.change(owner, id, (opened) => {
      refuseIfFull(opened);
      const from = parent === undefined ? (opened.session.head ?? null) : parent;
      if (from !== null) findRevision(opened.session, from);
      const at = this.clock.now();
      const made = { ...checked, id: revisionId, parent: from, createdAt: at };
      return { type: 'revised', at, revision: made, ...rest };
    });
    return findRevision(session, revisionId);
  }

  /** The head moves to its parent. @throws DomainError session_not_found, conflict (there is none), storage_full */
  undo(owner: string, id: SessionId): Promise<Session> {
    return this.#move(owner, id, (session) => {
      const to = undoTarget(session);
      if (to === undefined) throw new DomainError('conflict', 'There is nothing to undo.');
      return { type: 'moved', at: this.clock.now(), to, by: 'undo' };
    });
  }

  /** The head moves to the child left last. @throws DomainError session_not_found, conflict (there is none), storage_full */
  redo(owner: string, id: SessionId): Promise<Session> {
    return this.#move(owner, id, (session) => {
      const to = redoTarget(session);
      if (to === undefined) throw new DomainError('conflict', 'There is nothing to redo.');
      return { type: 'moved', at: this.clock.now(), to, by: 'redo' };
    });
  }

  /**
   * The head moves to any revision of the session, and the next change branches off there.
   * @throws DomainError session_not_found, revision_not_found, storage_full
   */
  restore(owner: string, id: SessionId, revision: RevisionId): Promise<Session> {
    return this.#move(owner, id, (session) => {
      const { id: to } = findRevision(session, revision);
      return { type: 'moved', at: this.clock.now(), to, by: 'restore' };
    });
  }

  /** The revisions from the first one to the head, in order. */
  path(session: Session): Revision[] {
    return pathOf(session);
  }

  head(session: Session): Revision | undefined {
    return headOf(session);
  }

  /** The one used last comes first. Does not count as use. */
  async list(owner: string): Promise<SessionSummary[]> {
    await this.readiness.waitForAll();
    const entries = await Promise.all(
      this.index.of(owner).map((entry) => this.#reads(() => this.store.complete(entry))),
    );
    // While it was read, one may have expired and its id have become somebody else's session.
    const mine = entries.flatMap((entry) => (entry?.owner === owner ? [summaryOf(entry)] : []));
    return mine.sort((a, b) => b.lastUsedAt - a.lastUsedAt || b.createdAt - a.createdAt);
  }

  /** With its history, for good. False if there was none, or it is somebody else's. */
  async delete(owner: string, id: SessionId): Promise<boolean> {
    await this.readiness.wait();
    return this.store.delete(owner, id);
  }

  async #move(owner: string, id: SessionId, decide: (session: Session) => SessionEvent): Promise<Session> {
    await this.readiness.wait();
    return this.store.change(owner, id, (opened) => {
      refuseEndless(opened);
      return decide(opened.session);
    });
  }
}

function findRevision(session: Session, id: RevisionId): Revision {
  const revision = session.revisions.get(id);
  if (revision !== undefined) return revision;
  throw new DomainError('revision_not_found', `The session ${session.id} has no revision ${id}.`);
}

function refuseIfFull(opened: OpenSession): void {
  refuseEndless(opened);
  if (opened.session.revisions.size >= MOST_REVISIONS) {
    throw full(`${MOST_REVISIONS} revisions`);
  }
  if (opened.bytes + LARGEST_REVISION_BYTES > LARGEST_SESSION_BYTES) {
    throw full(`${LARGEST_SESSION_BYTES} bytes`);
  }
}

function refuseEndless({ lines, uses }: OpenSession): void {
  if (lines - uses >= MOST_STEPS) throw full(`${MOST_STEPS} steps`);
}

function full(limit: string): DomainError {
  return new DomainError('conflict', `A session holds at most ${limit}. Go on in a new one.`);
}
