import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { noPrompt, PromptsService } from '../../features/prompts/index.js';
import { FIELD_PATHS, type FieldPath, type Session, SessionsService } from '../../features/sessions/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseRevisionId } from '../../kernel/ids.js';
import { validateStrictly } from '../../platform/http/body-validation.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { sessionIdInPath } from '../requests/session-rules.js';
import { RenderBody, SessionBody, SessionStateBody } from './session.body.js';
import { EditDto, RenderDto, RestoreDto } from './session.dto.js';
import { toMovedBody, toRenderBody, toSessionBody, toSteppedBody } from './session.view.js';

/** Prompt-tuning sessions beyond what seed 004 has: the tree of revisions, and steps in it. */
@Controller('api/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly prompts: PromptsService,
  ) {}

  @Get(':id')
  @Operation({
    tag: 'prompts',
    summary: 'A session with its tree of revisions',
    answer: SessionBody,
    errors: ['session_not_found'],
  })
  async get(@Param('id') id: string, @Owner() owner: string): Promise<SessionBody> {
    return toSessionBody(await this.sessions.get(owner, sessionIdInPath(id)), this.sessions);
  }

  @Post(':id/undo')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Go back to the revision before',
    answer: SessionStateBody,
    errors: ['session_not_found', 'no_prompt', 'conflict', 'storage_full'],
  })
  undo(@Param('id') id: string, @Owner() owner: string): Promise<SessionStateBody> {
    return this.#move(owner, id, (session) => this.sessions.undo(owner, session.id));
  }

  @Post(':id/redo')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Go forward again to the revision that was left last',
    answer: SessionStateBody,
    errors: ['session_not_found', 'no_prompt', 'conflict', 'storage_full'],
  })
  redo(@Param('id') id: string, @Owner() owner: string): Promise<SessionStateBody> {
    return this.#move(owner, id, (session) => this.sessions.redo(owner, session.id));
  }

  @Post(':id/restore')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Go to any revision; the next change branches off there',
    body: RestoreDto,
    answer: SessionStateBody,
    errors: [
      'invalid_request',
      'session_not_found',
      'revision_not_found',
      'no_prompt',
      'conflict',
      'storage_full',
    ],
  })
  async restore(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
  ): Promise<SessionStateBody> {
    const { revision_id: text } = validateStrictly(RestoreDto, body);
    const revision = parseRevisionId(text);
    if (revision === undefined)
      throw new DomainError('revision_not_found', 'The session has no revision with this id');
    return this.#move(owner, id, (session) => this.sessions.restore(owner, session.id, revision));
  }

  @Post(':id/edit')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Change fields, or lock them, by hand; the text follows',
    body: EditDto,
    answer: SessionStateBody,
    errors: ['invalid_request', 'session_not_found', 'no_prompt', 'conflict', 'storage_full'],
  })
  async edit(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<SessionStateBody> {
    const sessionId = sessionIdInPath(id);
    const { fields = {}, lock = [], unlock = [] } = validateStrictly(EditDto, body);
    const request = { fields, lock: fieldsNamed('lock', lock), unlock: fieldsNamed('unlock', unlock) };
    const state = await this.prompts.edit({ owner, signal }, sessionId, request);
    return toSteppedBody(state, await this.sessions.get(owner, sessionId));
  }

  @Post(':id/render')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'The current prompt as one model wants it',
    body: RenderDto,
    answer: RenderBody,
    errors: ['invalid_request', 'session_not_found', 'no_prompt', 'template_not_found'],
  })
  async render(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<RenderBody> {
    const sessionId = sessionIdInPath(id);
    const { dialect, template, slots } = validateStrictly(RenderDto, body);
    return toRenderBody(
      await this.prompts.render({ owner, signal }, sessionId, { dialect, template, slots }),
    );
  }

  async #move(
    owner: string,
    id: string,
    move: (session: Session) => Promise<Session>,
  ): Promise<SessionStateBody> {
    const session = await this.sessions.get(owner, sessionIdInPath(id));
    const before = this.sessions.head(session);
    if (before === undefined) throw noPrompt(session.id);
    const moved = await move(session);
    return toMovedBody(moved, before, this.sessions.head(moved) ?? before);
  }
}

/** Fields by path, or all of a group. @throws DomainError invalid_request */
function fieldsNamed(list: 'lock' | 'unlock', names: readonly string[]): FieldPath[] {
  return names.flatMap((name, index) => {
    const paths = FIELD_PATHS.filter((path) => path === name || path.startsWith(`${name}.`));
    if (paths.length > 0) return paths;
    const message = 'This field is not known';
    throw new DomainError('invalid_request', message, { problems: [{ path: `${list}.${index}`, message }] });
  });
}
