import { randomInt } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { fieldsToVary, PromptsService } from '../../features/prompts/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseRevisionId, type RevisionId } from '../../kernel/ids.js';
import { validate } from '../../platform/http/body-validation.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { sessionIdOf } from '../requests/session-rules.js';
import { EnhanceBody, PromptStateBody, VariationsBody } from './prompt.body.js';
import { EnhanceDto, InitializeDto, UpdateDto, VariationsDto } from './prompt.dto.js';
import { toEnhanceBody, toStateBody, toVariationBody, warningsOf } from './prompt.view.js';

const PROVIDER_ERRORS = ['provider_failed', 'provider_limited', 'provider_timeout'] as const;
const DEFAULT_TOTAL = 8;

/** Prompt tuning in the words of seed 004, World Model Portal. */
@Controller('api')
export class PromptsController {
  constructor(private readonly prompts: PromptsService) {}

  @Post('enhance')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Make a rough prompt richer, and say what was done to it',
    description:
      'A proposal: with `apply` it becomes a revision of the session. A prompt of more than 50 words stays as it is. ' +
      'To take a proposal that was shown, send it back as `enhanced_prompt`: a language model would write another.',
    body: EnhanceDto,
    answer: EnhanceBody,
    errors: [
      'invalid_request',
      'template_not_found',
      'session_not_found',
      'session_limit',
      'conflict',
      ...PROVIDER_ERRORS,
      'storage_full',
    ],
    errorShape: 'detail',
  })
  async enhance(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<EnhanceBody> {
    const { value, unknown } = validate(EnhanceDto, body);
    const enhancement = await this.prompts.enhance(
      { owner, signal },
      {
        prompt: value.rough_prompt,
        sessionId: sessionIdOf(value.session_id),
        apply: value.apply ?? false,
        given: givenText(value),
        template: value.template,
        slots: value.slots,
      },
    );
    return toEnhanceBody(enhancement, unknown);
  }

  @Post('initialize')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Read the parameters off a prompt, and begin a history with it',
    description: 'A session that has a history begins a new one; the old one stays in its tree.',
    body: InitializeDto,
    answer: PromptStateBody,
    errors: [
      'invalid_request',
      'session_not_found',
      'session_limit',
      'conflict',
      ...PROVIDER_ERRORS,
      'storage_full',
    ],
    errorShape: 'detail',
  })
  async initialize(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<PromptStateBody> {
    const { value, unknown } = validate(InitializeDto, body);
    const state = await this.prompts.initialize(
      { owner, signal },
      { prompt: value.prompt, sessionId: sessionIdOf(value.session_id), protected: value.protected },
    );
    return toStateBody(state, unknown);
  }

  @Post('update')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Change what a request in plain words names, and nothing else',
    description:
      'What a provider changes beyond that is put back and told in `report.put_back`. A request that names nothing changes nothing; `report.not_done` and `changes` tell which part of a request was not carried out.',
    body: UpdateDto,
    answer: PromptStateBody,
    errors: ['invalid_request', 'no_session', 'no_prompt', 'conflict', ...PROVIDER_ERRORS, 'storage_full'],
    errorShape: 'detail',
  })
  async update(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<PromptStateBody> {
    const { value, unknown } = validate(UpdateDto, body);
    const id = sessionIdOf(value.session_id);
    return toStateBody(await this.prompts.update({ owner, signal }, id, value.user_request), unknown);
  }

  @Post('generate-variations')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Make different prompts with the same core',
    description:
      'Exactly `total_count`, the selected ones first, no two the same. The history does not change.',
    body: VariationsDto,
    answer: VariationsBody,
    errors: [
      'invalid_request',
      'no_session',
      'no_prompt',
      'no_such_index',
      'revision_not_found',
      'too_few_variations',
      'template_not_found',
      ...PROVIDER_ERRORS,
    ],
    errorShape: 'detail',
  })
  async generateVariations(
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<VariationsBody> {
    const { value, unknown } = validate(VariationsDto, body);
    const id = sessionIdOf(value.session_id);
    if (id === undefined)
      throw new DomainError('no_session', 'No session ID provided. Please initialize a prompt first.');
    const seed = value.seed ?? randomInt(2 ** 32);
    const { variations, warnings } = await this.prompts.variations({ owner, signal }, id, {
      selectedIndices: value.selected_indices ?? [],
      revision: revisionNamed(value),
      total: value.total_count ?? DEFAULT_TOTAL,
      seed,
      fields: fieldsToVary(value.vary ?? []),
      template: value.template,
      slots: value.slots,
    });
    return {
      prompts: variations.map(({ prompt }) => prompt),
      selected_indices: value.selected_indices ?? [],
      session_id: id,
      seed,
      variations: variations.map(toVariationBody),
      ...warningsOf(unknown, warnings),
    };
  }
}

function givenText({ enhanced_prompt: enhanced, enhanced_by: by = 'user' }: EnhanceDto) {
  return enhanced === undefined ? undefined : { enhanced, by };
}

/** @throws DomainError revision_not_found, InvalidRequestError where places are named, too */
function revisionNamed({
  revision_id: text,
  selected_indices: places,
}: VariationsDto): RevisionId | undefined {
  if (text === undefined) return undefined;
  const at = ['revision_id'];
  if (places !== undefined)
    throw new InvalidRequestError([
      { part: 'body', at, kind: 'value_error', message: 'Send either selected_indices or a revision' },
    ]);
  const id = parseRevisionId(text);
  if (id !== undefined) return id;
  throw new DomainError('revision_not_found', 'The session has no revision with this id');
}
