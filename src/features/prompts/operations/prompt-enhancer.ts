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
import { readPrompt } from './reading.js';
import { refuseIfGone } from './session-steps.js';
import { wordsOf } from './words.js';

/** As seed 004 promises: a prompt of more words is detailed already. */
const MOST_WORDS = 50;

interface Proposal extends Comparison {
  enhanced: string;
  maker: Maker;
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
    const proposal = await this.#propose(caller, prompt, own);
    refuseIfGone(caller);
    const { enhanced, maker, diff, report } = proposal;
    const answer = {
      ...maker,
      original: request.prompt,
      enhanced,
      diff,
      report,
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

  async #propose({ signal }: Caller, prompt: string, head: Revision | undefined): Promise<Proposal> {
    const { phrases, firstNames } = await readPrompt(prompt);
    const offline: Maker = { provider: this.calls.offline.name, degraded: false };
    if (wordsOf(prompt) > MOST_WORDS)
      return { enhanced: prompt, maker: offline, ...compare({ before: prompt, after: prompt, phrases }) };
    const wanted = protectedTexts(prompt, head?.parameters, firstNames);
    const { value: enhanced, ...maker } = await this.calls.ask(
      (provider, context) => repairedEnhancement(provider, prompt, wanted, context),
      signal,
    );
    const locked = await this.#lockedIn(enhanced, prompt, head?.locks ?? []);
    const putBack = locked.map(
      (path) => `The richer text spoke of '${path}', which is locked: the prompt stays.`,
    );
    const after = locked.length > 0 ? prompt : enhanced;
    return { enhanced: after, maker, ...compare({ before: prompt, after, phrases, putBack }) };
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
      return { stated, after: enhancedParameters(stated, fresh, own?.locks ?? []) };
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
        description: 'Enhanced prompt',
        changes: describeChanges(value.stated.parameters, parameters, fields),
        report: { ...report, fields },
        ...maker,
      },
      head?.id ?? null,
    );
  }
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
