import { Injectable } from '@nestjs/common';
import {
  FIELD_PATHS,
  type FieldSources,
  fieldValue,
  type Parameters,
  SessionsService,
} from '../../sessions/index.js';
import type { Caller, InitializeRequest, PromptState } from '../prompts.types.js';
import type { Extraction, PromptProvider, ProviderContext } from '../provider/prompt-provider.port.js';
import { compare } from '../report/intent-report.js';
import { withProtected } from './declared.js';
import { checkedParameters } from './provided-text.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { madeState, refuseIfGone } from './session-steps.js';

/** Reads a prompt's parameters off it, and begins a session's history with it, anew where there was one. */
@Injectable()
export class PromptInitializer {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws DomainError session_not_found (it is somebody else's), session_limit, provider_failed, ... */
  async initialize(caller: Caller, request: InitializeRequest): Promise<PromptState> {
    const { prompt } = request;
    const session = await this.sessions.open(caller.owner, request.sessionId);
    const { value, ...maker } = await this.calls.ask(
      (provider, context) => checkedExtraction(provider, prompt, context),
      caller.signal,
    );
    refuseIfGone(caller);
    const { phrases } = await readPrompt(prompt);
    const { report } = compare({ before: prompt, after: prompt, phrases });
    const revision = await this.sessions.append(
      caller.owner,
      session.id,
      {
        origin: 'initialize',
        prompt,
        parameters: withProtected(value.parameters, request.protected ?? []),
        sources: value.sources,
        locks: [],
        description: 'Initial prompt',
        changes: [],
        report,
        ...maker,
      },
      null,
    );
    return madeState({ sessionId: session.id, revision, before: prompt, maker });
  }
}

/** @throws ProviderError unusable-answer */
export async function checkedExtraction(
  provider: PromptProvider,
  prompt: string,
  context: ProviderContext,
): Promise<Extraction> {
  const answer = await provider.extract(prompt, context);
  const parameters = checkedParameters(answer.parameters);
  return { parameters, sources: sourcesOf(parameters, answer.sources) };
}

/** A source for each field that says something, and for no other. */
function sourcesOf(parameters: Parameters, given: FieldSources): FieldSources {
  const sources: FieldSources = {};
  for (const path of FIELD_PATHS) {
    if (fieldValue(parameters, path) !== undefined) sources[path] = given[path] ?? 'inferred';
  }
  return sources;
}
