import { Injectable } from '@nestjs/common';
import type { SessionId } from '../../../kernel/ids.js';
import { SessionsService } from '../../sessions/index.js';
import type { Caller, PromptState } from '../prompts.types.js';
import { changedFields, describeChanges, sourcesAfter } from '../report/field-changes.js';
import { compare } from '../report/intent-report.js';
import { sayPlain } from './plain-text.js';
import { protectedTexts } from './protected.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { madeState, promptOf, refuseIfGone, sameState } from './session-steps.js';
import { settledUpdate } from './update-guards.js';

const NOTHING_FOUND = 'No specific parameters were identified to update.';

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
    const named = await offline.namedFields(request, head.parameters);
    const reading = await readPrompt(head.prompt);
    const wanted = protectedTexts(head.prompt, head.parameters, reading.firstNames);
    const { value, ...maker } = await this.calls.ask(
      (provider, context) =>
        settledUpdate(provider, { head, request, named, wanted }, { offline, say: sayPlain }, context),
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
      putBack: value.putBack,
    });
    if (fields.length === 0)
      return sameState({ sessionId: session.id, revision: head, maker }, [NOTHING_FOUND], report);
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
        changes: describeChanges(head.parameters, value.parameters, fields),
        report,
        ...maker,
      },
      head.id,
    );
    return madeState({ sessionId: session.id, revision, before: head.prompt, maker });
  }
}
