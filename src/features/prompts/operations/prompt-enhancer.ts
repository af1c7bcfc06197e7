import { Injectable } from '@nestjs/common';
import { newSessionId } from '../../../kernel/ids.js';
import { type FieldPath, type Revision, type Session, SessionsService } from '../../sessions/index.js';
import type { Caller, EnhanceRequest, Maker, PromptEnhancement } from '../prompts.types.js';
import type { PromptProvider, ProviderContext } from '../provider/prompt-provider.port.js';
import { changedFields, describeChanges } from '../report/field-changes.js';
import { compare, type Comparison } from '../report/intent-report.js';
import { TemplatesService } from '../templates/index.js';
import { filled } from './filled-prompt.js';
import { enhancedParameters } from './enhanced-parameters.js';
import { type ProtectedText, protectedTexts, repair } from './protected.js';
import { checkedText } from './provided-text.js';
import { ProviderCalls } from './provider-calls.js';
import { checkedExtraction } from './prompt-initializer.js';
import { rewrittenParameters } from './rewritten-parameters.js';
import { readPrompt } from './reading.js';
import { refuseIfGone } from './session-steps.js';
import { wordsOf } from './words.js';

/** As seed 004 promises: a prompt of more words is detailed already. */
const MOST_WORDS = 50;

interface Proposal extends Comparison {
  enhanced: string;
  maker: Pick<PromptEnhancement, 'provider' | 'degraded'>;
  wanted: readonly ProtectedText[];
}

/** Makes a prompt richer. A proposal, unless the caller says that it be taken. */
@Injectable()
export class PromptEnhancer {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly sessions: SessionsService,
    private readonly templates: TemplatesService,
  ) {}

  /** @throws DomainError session_not_found, session_limit, provider_failed, provider_limited, provider_timeout, ... */
  async enhance(caller: Caller, request: EnhanceRequest): Promise<PromptEnhancement> {
    const session = await this.#session(caller, request);
    const head = session === undefined ? undefined : this.sessions.head(session);
    const { prompt, negative } = await filled(this.templates, caller.owner, request.prompt, request);
    const own = head?.prompt === prompt ? head : undefined;
    const proposal = await this.#propose(caller, { prompt, head: own, given: request.given });
    refuseIfGone(caller);
    const { enhanced, maker, diff, report } = proposal;
    const answer = {
      ...maker,
      original: request.prompt,
      enhanced,
      diff,
      report,
      protectedTexts: proposal.wanted,
      ...(negative === undefined ? {} : { negative }),
    };
    if (session === undefined) return { ...answer, sessionId: request.sessionId ?? newSessionId() };
    if (!request.apply || (own !== undefined && enhanced === prompt))
      return { ...answer, sessionId: session.id };
    const revision = await this.#record(caller, { session, head, own, prompt, proposal });
    return { ...answer, report: revision.report, sessionId: session.id, revision };
  }

  /** Whoever only asks for a proposal gets no session for it: its id counts from the first step that is kept. */
  async #session({ owner }: Caller, { sessionId, apply }: EnhanceRequest): Promise<Session | undefined> {
    if (apply) return this.sessions.open(owner, sessionId);
    return sessionId === undefined ? undefined : this.sessions.find(owner, sessionId);
  }

  async #propose({ signal }: Caller, { prompt, head, given }: Wish): Promise<Proposal> {
    const { phrases, firstNames } = await readPrompt(prompt);
    const wanted = protectedTexts(prompt, head?.parameters, firstNames);
    const offline: Maker = { provider: this.calls.offline.name, degraded: false };
    // What the user's own hand brings is not held against protected texts and locks: these are the user's too.
    if (given !== undefined) {
      const { enhanced, by } = given;
      const maker = { provider: by, degraded: false };
      return { enhanced, maker, wanted, ...compare({ before: prompt, after: enhanced, phrases }) };
    }
    if (wordsOf(prompt) > MOST_WORDS)
      return {
        enhanced: prompt,
        maker: offline,
        wanted,
        ...compare({ before: prompt, after: prompt, phrases }),
      };
    const { value: enhanced, ...maker } = await this.calls.ask(
      (provider, context) => repairedEnhancement(provider, prompt, wanted, context),
      signal,
    );
    const locked = await this.#lockedIn(enhanced, prompt, head?.locks ?? []);
    const putBack = locked.map(
      (path) => `The richer text spoke of '${path}', which is locked: the prompt stays.`,
    );
    const after = locked.length > 0 ? prompt : enhanced;
    return { enhanced: after, maker, wanted, ...compare({ before: prompt, after, phrases, putBack }) };
  }

  async #lockedIn(after: string, before: string, locks: readonly FieldPath[]): Promise<FieldPath[]> {
    if (locks.length === 0) return [];
    const context = { signal: AbortSignal.any([]) };
    const { offline } = this.calls;
    const [old, fresh] = [await offline.extract(before, context), await offline.extract(after, context)];
    return changedFields(old.parameters, fresh.parameters).filter((path) => locks.includes(path));
  }

  async #record(caller: Caller, step: RecordStep): Promise<Revision> {
    const { session, head, own, prompt, proposal } = step;
    const { enhanced, maker, report } = proposal;
    const { value } = await this.calls.ask(async (provider, context) => {
      const fresh = await checkedExtraction(provider, enhanced, context);
      const stated = own ?? (await checkedExtraction(provider, prompt, context));
      if (maker.provider !== 'user')
        return { stated, after: enhancedParameters(stated, fresh, own?.locks ?? []) };
      const { offline } = this.calls;
      const read = {
        before: await offline.extract(prompt, context),
        after: await offline.extract(enhanced, context),
      };
      const before = { ...stated, text: prompt };
      const after = rewrittenParameters({ before, after: enhanced, fresh, read, source: 'inferred' });
      return { stated, after };
    }, caller.signal);
    refuseIfGone(caller);
    const { parameters, sources } = value.after;
    const fields = changedFields(value.stated.parameters, parameters);
    return this.sessions.append(
      caller.owner,
      session.id,
      {
        origin: 'enhance',
        prompt: enhanced,
        parameters,
        sources,
        locks: own?.locks ?? [],
        description: maker.provider === 'user' ? 'Enhanced prompt, edited by hand' : 'Enhanced prompt',
        changes: describeChanges(value.stated.parameters, parameters, fields),
        report: { ...report, fields },
        ...maker,
      },
      head?.id ?? null,
    );
  }
}

interface Wish {
  prompt: string;
  /** The revision that the prompt is of, where there is one. */
  head: Revision | undefined;
  given: EnhanceRequest['given'];
}

interface RecordStep {
  session: Session;
  head: Revision | undefined;
  /** The head, where it is what was enhanced. */
  own: Revision | undefined;
  prompt: string;
  proposal: Proposal;
}

async function repairedEnhancement(
  provider: PromptProvider,
  prompt: string,
  wanted: readonly ProtectedText[],
  context: ProviderContext,
): Promise<string> {
  const answer = await provider.enhance({ prompt, protectedTexts: wanted.map(({ text }) => text) }, context);
  // An answer of nothing but spaces to a prompt of nothing but spaces is no failure.
  return answer === prompt ? prompt : checkedText(repair(checkedText(answer), prompt, wanted));
}
