import { Injectable } from '@nestjs/common';
import type { SessionId } from '../../../kernel/ids.js';
import { type FieldPath, fieldValue, type Revision, SessionsService } from '../../sessions/index.js';
import type { Caller, PromptState } from '../prompts.types.js';
import { changedFields, describeChanges, shown, sourcesAfter } from '../report/field-changes.js';
import { compare } from '../report/intent-report.js';
import { describeNotDone } from '../report/not-done.js';
import { sayPlain } from './plain-text.js';
import { protectedTexts } from './protected.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { madeState, promptOf, refuseIfGone, sameState } from './session-steps.js';
import { settledUpdate } from './update-guards.js';

const NOTHING_FOUND = 'No specific parameters were identified to update.';
const ALL_LOCKED = 'Nothing was changed: what the request names is locked.';

/** Edits a session's prompt on request: only what the request names changes, whoever did the edit. */
@Injectable()
export class PromptUpdater {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws DomainError no_session, no_prompt, provider_failed, provider_limited, provider_timeout, ... */
  async update(caller: Caller, id: SessionId | undefined, request: string): Promise<PromptState> {
    const { session, head } = await promptOf(this.sessions, caller.owner, id);
    const { offline } = this.calls;
    const reading = await readPrompt(head.prompt);
    const wanted = protectedTexts(head.prompt, head.parameters, reading.firstNames);
    const { value, ...maker } = await this.calls.ask(
      (provider, context) =>
        settledUpdate(provider, { head, request, wanted }, { offline, say: sayPlain }, context),
      caller.signal,
    );
    refuseIfGone(caller);
    const { phrases } = reading;
    const fields = changedFields(head.parameters, value.parameters);
    const { report } = compare({
      before: head.prompt,
      after: value.prompt,
      phrases,
      fields,
      putBack: [...value.putBack, ...lockedSentences(head, value.named, value.putBack)],
      notDone: value.notDone,
    });
    if (fields.length === 0) {
      const isLocked = value.named.some((path) => head.locks.includes(path));
      // That nothing was understood, or is so already, the first sentence says.
      const missing = value.notDone.filter(({ reason }) => reason === 'not_there');
      const changes = [isLocked ? ALL_LOCKED : NOTHING_FOUND, ...describeNotDone(missing)];
      return sameState({ sessionId: session.id, revision: head, maker }, changes, report);
    }
    const revision = await this.sessions.append(
      caller.owner,
      session.id,
      {
        origin: 'update',
        prompt: value.prompt,
        parameters: value.parameters,
        sources: sourcesAfter(head.sources, value.parameters, fields),
        locks: head.locks,
        description: request,
        changes: [
          ...describeChanges(head.parameters, value.parameters, fields),
          ...describeNotDone(value.notDone),
        ],
        report,
        ...maker,
      },
      head.id,
    );
    return madeState({ sessionId: session.id, revision, before: head.prompt, maker });
  }
}

/** A provider that knows of the locks does not even try: the user is told all the same. */
function lockedSentences(
  { locks, parameters }: Revision,
  named: readonly FieldPath[],
  told: readonly string[],
): string[] {
  return named
    .filter((path) => locks.includes(path) && !told.some((sentence) => sentence.startsWith(`'${path}'`)))
    .map((path) => `'${path}' is locked: it stays '${shown(fieldValue(parameters, path))}'.`);
}
