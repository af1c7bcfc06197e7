import { DomainError } from '../../../kernel/errors.js';
import type { SessionId } from '../../../kernel/ids.js';
import type { IntentReport, Revision, SessionsService, Session } from '../../sessions/index.js';
import { wordDiff } from '../text-diff.js';
import type { Caller, Maker, PromptState } from '../prompts.types.js';

export interface OpenPrompt {
  session: Session;
  head: Revision;
}

/**
 * The session's prompt as it is. A session that is unknown, has expired or is somebody else's has none.
 * @throws DomainError no_session, no_prompt
 */
export async function promptOf(
  sessions: SessionsService,
  owner: string,
  id: SessionId | undefined,
): Promise<OpenPrompt> {
  if (id === undefined)
    throw new DomainError('no_session', 'No session ID provided. Please initialize a prompt first.');
  const session = await sessions.find(owner, id);
  const head = session === undefined ? undefined : sessions.head(session);
  if (session === undefined || head === undefined) throw noPrompt(id);
  return { session, head };
}

export function noPrompt(id: SessionId): DomainError {
  return new DomainError(
    'no_prompt',
    `No prompt initialized for session ${id}. Please initialize a prompt first.`,
  );
}

export interface Step {
  sessionId: SessionId;
  revision: Revision;
  /** The text before; the same text where this is the first. */
  before: string;
  maker: Maker;
}

/** A step that made a revision. */
export function madeState({ sessionId, revision, before, maker }: Step): PromptState {
  const { report, changes } = revision;
  const diff = wordDiff(before, revision.prompt);
  return { ...maker, sessionId, revision, diff, report, changes, isNew: true };
}

/** A step that changed nothing. */
export function sameState(
  { sessionId, revision, maker }: Omit<Step, 'before'>,
  changes: readonly string[],
  report: IntentReport,
): PromptState {
  const diff = wordDiff(revision.prompt, revision.prompt);
  return { ...maker, sessionId, revision, diff, report, changes, isNew: false };
}

export function refuseIfGone({ signal }: Caller): void {
  if (signal.aborted) throw new DomainError('client_closed', 'The client went away.');
}
