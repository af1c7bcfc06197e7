import { Injectable } from '@nestjs/common';
import type { SessionId } from '../../../kernel/ids.js';
import { SessionsService } from '../../sessions/index.js';
import type { Caller, PromptState } from '../prompts.types.js';
import { changedFields, describeChanges } from '../report/field-changes.js';
import { compare } from '../report/intent-report.js';
import { checkedExtraction } from './prompt-initializer.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { rewrittenParameters } from './rewritten-parameters.js';
import { madeState, noPrompt, refuseIfGone, sameState } from './session-steps.js';

const BY_HAND = { provider: 'builtin', degraded: false } as const;

/** Takes a text that the user wrote, as it is: nothing is repaired in one's own words. The fields follow the text. */
@Injectable()
export class PromptRewriter {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws DomainError session_not_found, no_prompt, provider_failed, provider_limited, provider_timeout */
  async rewrite(caller: Caller, id: SessionId, prompt: string): Promise<PromptState> {
    const session = await this.sessions.get(caller.owner, id);
    const head = this.sessions.head(session);
    if (head === undefined) throw noPrompt(id);
    const { phrases } = await readPrompt(head.prompt);
    if (prompt === head.prompt) {
      const { report } = compare({ before: prompt, after: prompt, phrases });
      return sameState({ sessionId: id, revision: head, maker: BY_HAND }, ['Nothing was changed.'], report);
    }
    const { offline } = this.calls;
    const { value } = await this.calls.ask(async (provider, context) => {
      const fresh = await checkedExtraction(provider, prompt, context);
      const before = await offline.extract(head.prompt, context);
      return { fresh, read: { before, after: await offline.extract(prompt, context) } };
    }, caller.signal);
    refuseIfGone(caller);
    const before = { parameters: head.parameters, sources: head.sources, text: head.prompt };
    const rewriting = { before, after: prompt, ...value, source: 'stated' } as const;
    const { parameters, sources } = rewrittenParameters(rewriting);
    const fields = changedFields(head.parameters, parameters);
    const revision = await this.sessions.append(
      caller.owner,
      id,
      {
        origin: 'edit',
        prompt,
        parameters,
        sources,
        locks: head.locks,
        description: 'Written by hand',
        changes: describeChanges(head.parameters, parameters, fields),
        report: compare({ before: head.prompt, after: prompt, phrases, fields }).report,
        provider: 'user',
        degraded: false,
      },
      head.id,
    );
    return madeState({ sessionId: id, revision, before: head.prompt, maker: BY_HAND });
  }
}
