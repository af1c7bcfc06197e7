import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel/errors.js';
import type { SessionId } from '../../../kernel/ids.js';
import { type Revision, SessionsService } from '../../sessions/index.js';
import type { Caller, TemplateUse } from '../prompts.types.js';
import { DIALECTS, type Rendering } from '../dialects/index.js';
import { enhancedParameters } from './enhanced-parameters.js';
import { TemplatesService } from '../templates/index.js';
import { filled } from './filled-prompt.js';
import { renderKept } from './kept-rendering.js';
import { protectedTexts } from './protected.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { noPrompt } from './session-steps.js';

export interface RenderRequest extends TemplateUse {
  dialect: string;
}

export interface RenderedPrompt extends Rendering {
  dialect: string;
  sessionId: SessionId;
  revision: Revision;
}

/** Writes a session's description as one model wants its prompt. */
@Injectable()
export class PromptRenderer {
  constructor(
    private readonly sessions: SessionsService,
    private readonly templates: TemplatesService,
    private readonly calls: ProviderCalls,
  ) {}

  /** @throws DomainError session_not_found, no_prompt, invalid_request for an unknown dialect */
  async render(caller: Caller, id: SessionId, request: RenderRequest): Promise<RenderedPrompt> {
    const dialect = DIALECTS.find((name) => name === request.dialect) ?? unknownDialect();
    const session = await this.sessions.get(caller.owner, id);
    const head = this.sessions.head(session);
    if (head === undefined) throw noPrompt(id);
    const { prompt, negative } = await filled(this.templates, caller.owner, head.prompt, request);
    const parameters =
      prompt === head.prompt
        ? head.parameters
        : enhancedParameters(head, await this.calls.offline.extract(prompt, { signal: caller.signal }), [])
            .parameters;
    const { firstNames } = await readPrompt(prompt);
    const wanted = protectedTexts(prompt, parameters, firstNames);
    const rendering = renderKept({ prompt, parameters, wanted }, dialect);
    const negatives = [rendering.negative, negative].filter((text) => text !== undefined);
    return {
      ...rendering,
      ...(negatives.length === 0 ? {} : { negative: negatives.join(', ') }),
      dialect,
      sessionId: id,
      revision: head,
    };
  }
}

function unknownDialect(): never {
  const message = `There is no such dialect; there are ${DIALECTS.join(', ')}`;
  throw new DomainError('invalid_request', message, { problems: [{ path: 'dialect', message }] });
}
