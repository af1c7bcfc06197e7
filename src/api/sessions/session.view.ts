import {
  type PromptState,
  protectedTextsOf,
  type RenderedPrompt,
  wordDiff,
} from '../../features/prompts/index.js';
import { type Revision, type Session, type SessionsService } from '../../features/sessions/index.js';
import { timeOf } from '../jobs/job.view.js';
import { toDetailsBody, toParametersBody, toReportBody, toStateBody } from '../prompts/prompt.view.js';
import type { RenderBody, RevisionBody, SessionBody, SessionStateBody } from './session.body.js';

export async function toSessionBody(session: Session, sessions: SessionsService): Promise<SessionBody> {
  const head = sessions.head(session);
  return {
    id: session.id,
    created_at: timeOf(session.createdAt),
    last_used_at: timeOf(session.lastUsedAt),
    head: session.head ?? null,
    path: sessions.path(session).map(({ id }) => id),
    ...stepsFrom(session),
    protected_texts: head === undefined ? [] : await protectedTextsOf(head),
    revisions: Array.from(session.revisions.values(), toRevisionBody),
  };
}

export function toRevisionBody(revision: Revision): RevisionBody {
  const { id, parent, origin, prompt, description, changes, report, provider, degraded, createdAt } =
    revision;
  return {
    id,
    parent,
    origin,
    prompt,
    description,
    ...toDetailsBody(revision),
    changes: [...changes],
    report: toReportBody(report),
    provider,
    degraded,
    created_at: timeOf(createdAt),
  };
}

/** After a step that made a revision, or none. */
export function toSteppedBody(state: PromptState, session: Session): SessionStateBody {
  return { ...toStateBody(state), provider: state.revision.provider, ...stepsFrom(session) };
}

/** After the head moved from one revision to another. */
export function toMovedBody(session: Session, before: Revision, head: Revision): SessionStateBody {
  return {
    ...toParametersBody(session.id, head),
    prompt: head.prompt,
    changes: [...head.changes],
    diff: wordDiff(before.prompt, head.prompt),
    report: toReportBody(head.report),
    provider: head.provider,
    degraded: head.degraded,
    ...stepsFrom(session),
  };
}

export function toRenderBody(rendered: RenderedPrompt): RenderBody {
  const { sessionId, revision, dialect, text, negative, words, warnings } = rendered;
  return {
    session_id: sessionId,
    revision_id: revision.id,
    dialect,
    text,
    negative_prompt: negative ?? null,
    words,
    warnings: [...warnings],
  };
}

function stepsFrom({ head, revisions, redoTargets }: Session): { can_undo: boolean; can_redo: boolean } {
  if (head === undefined) return { can_undo: false, can_redo: false };
  return { can_undo: (revisions.get(head)?.parent ?? null) !== null, can_redo: redoTargets.has(head) };
}
