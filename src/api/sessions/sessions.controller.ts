import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  type Caller,
  noPrompt,
  type PromptState,
  PromptsService,
  SessionPromptSource,
} from '../../features/prompts/index.js';
import { FIELD_PATHS, type FieldPath, type Session, SessionsService } from '../../features/sessions/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseRevisionId, type SessionId } from '../../kernel/ids.js';
import { validateStrictly } from '../../platform/http/body-validation.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { ClientSignal } from '../../platform/http/client-signal.decorator.js';
import { sessionIdInPath } from '../requests/session-rules.js';
import { KeepDto, KeptBody, readKept } from './keep.dto.js';
import { RenderBody, SessionBody, SessionStateBody } from './session.body.js';
import { EditDto, RenderDto, RestoreDto } from './session.dto.js';
import { toMovedBody, toRenderBody, toRevisionBody, toSessionBody, toSteppedBody } from './session.view.js';

/** Prompt-tuning sessions beyond what seed 004 has: the tree of revisions, and steps in it. */
@Controller('api/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly prompts: PromptsService,
    private readonly picks: SessionPromptSource,
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
    summary: 'Change fields, or lock them, by hand; the text follows. Or write the text; the fields follow',
    body: EditDto,
    answer: SessionStateBody,
    errors: [
      'invalid_request',
      'session_not_found',
      'no_prompt',
      'conflict',
      'provider_failed',
      'provider_limited',
      'provider_timeout',
      'storage_full',
    ],
  })
  async edit(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<SessionStateBody> {
    const sessionId = sessionIdInPath(id);
    const edit = validateStrictly(EditDto, body);
    const state = await this.#edited({ owner, signal }, sessionId, edit);
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

  #edited(caller: Caller, id: SessionId, { prompt, fields, lock, unlock }: EditDto): Promise<PromptState> {
    if (prompt === undefined) {
      const locks = { lock: fieldsNamed('lock', lock ?? []), unlock: fieldsNamed('unlock', unlock ?? []) };
      return this.prompts.edit(caller, id, { fields: fields ?? {}, ...locks });
    }
    const others = Object.entries({ fields, lock, unlock }).filter(([, value]) => value !== undefined);
    const problems = others.map(([path]) => ({ path, message: 'Send either a text, or fields and locks' }));
    const [first] = problems;
    if (first === undefined) return this.prompts.rewrite(caller, id, prompt);
    throw new DomainError('invalid_request', first.message, { problems });
  }

  @Post(':id/keep')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'Make revisions of picked variations, so that their videos lead back to them',
    description:
      'As generate-variations answered; checked again, and all are kept or none. The head stays where it is. ' +
      'One that was kept before is not kept twice.',
    body: KeepDto,
    answer: KeptBody,
    errors: ['invalid_request', 'session_not_found', 'revision_not_found', 'conflict', 'storage_full'],
  })
  async keep(
    @Param('id') id: string,
    @Body() body: unknown,
    @Owner() owner: string,
    @ClientSignal() signal: AbortSignal,
  ): Promise<KeptBody> {
    const sessionId = sessionIdInPath(id);
    const revisions = await this.picks.keep({ owner, signal }, sessionId, readKept(body));
    return { session_id: sessionId, revisions: revisions.map(toRevisionBody) };
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
