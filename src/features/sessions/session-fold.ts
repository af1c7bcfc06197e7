import type { RevisionId } from '../../kernel/ids.js';
import type { SessionEvent } from './session-event.js';
import type { Revision, Session } from './session.types.js';

interface Draft extends Session {
  revisions: Map<RevisionId, Revision>;
  redoTargets: Map<RevisionId, RevisionId>;
}

/** The session of a journal's events; undefined if they do not begin with its opening. */
export function foldSession(events: readonly SessionEvent[]): Session | undefined {
  const first = events[0];
  if (first?.type !== 'opened') return undefined;
  const draft: Draft = {
    id: first.id,
    owner: first.owner,
    createdAt: first.at,
    lastUsedAt: first.at,
    head: undefined,
    revisions: new Map(),
    redoTargets: new Map(),
  };
  for (const event of events) advance(draft, event);
  return draft;
}

/** The session after one more event. An event that its state does not allow changes nothing but the last use. */
export function applyEvent(session: Session, event: SessionEvent): Session {
  const draft: Draft = {
    ...session,
    revisions: new Map(session.revisions),
    redoTargets: new Map(session.redoTargets),
  };
  advance(draft, event);
  return draft;
}

function advance(draft: Draft, event: SessionEvent): void {
  draft.lastUsedAt = Math.max(draft.lastUsedAt, event.at);
  if (event.type === 'moved' && draft.revisions.has(event.to)) moveHead(draft, event.to);
  if (event.type !== 'revised') return;
  const { id, parent } = event.revision;
  if (draft.revisions.has(id) || (parent !== null && !draft.revisions.has(parent))) return;
  draft.revisions.set(id, event.revision);
  if (event.aside !== true) moveHead(draft, id);
}

/** From every revision above the head, redo leads back down to it: so undo and redo change nothing but the head. */
function moveHead(draft: Draft, to: RevisionId): void {
  const before = draft.head;
  draft.head = to;
  // One step up the path, which points down already. A whole history of undo and redo costs no walks.
  if (before !== undefined && draft.revisions.get(before)?.parent === to) return;
  let child = to;
  for (;;) {
    const parent = draft.revisions.get(child)?.parent ?? undefined;
    if (parent === undefined) return;
    draft.redoTargets.set(parent, child);
    // What lies above the old head points down to it already.
    if (parent === before) return;
    child = parent;
  }
}

export function headOf(session: Session): Revision | undefined {
  return session.head === undefined ? undefined : session.revisions.get(session.head);
}

/** The revisions from the first one to the head, in order. */
export function pathOf(session: Session): Revision[] {
  const path: Revision[] = [];
  for (let revision = headOf(session); revision !== undefined;) {
    path.push(revision);
    revision = revision.parent === null ? undefined : session.revisions.get(revision.parent);
  }
  return path.toReversed();
}

/** Where undo leads; undefined at a first revision. */
export function undoTarget(session: Session): RevisionId | undefined {
  return headOf(session)?.parent ?? undefined;
}

/** Where redo leads; undefined where nothing was undone. */
export function redoTarget(session: Session): RevisionId | undefined {
  return session.head === undefined ? undefined : session.redoTargets.get(session.head);
}

/** Characters of a title. */
const TITLE_LENGTH = 80;

/** The beginning of the prompt that the head goes back to; empty before the first revision. */
export function titleOf(session: Session): string {
  const first = pathOf(session)[0]?.prompt ?? '';
  // A cut between characters, not inside one that takes two units.
  return Array.from(
    first
      .slice(0, 4 * TITLE_LENGTH)
      .replace(/\s+/gu, ' ')
      .trim(),
  )
    .slice(0, TITLE_LENGTH)
    .join('');
}
