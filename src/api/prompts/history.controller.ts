import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { noPrompt } from '../../features/prompts/index.js';
import { type Revision, SessionsService } from '../../features/sessions/index.js';
import { DomainError } from '../../kernel/errors.js';
import { parseSessionId, type SessionId } from '../../kernel/ids.js';
import { validate } from '../../platform/http/body-validation.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { Owner } from '../../platform/http/owner.decorator.js';
import { timeOf } from '../jobs/job.view.js';
import { Operation, type QueryDescription } from '../../platform/http/openapi/describe.js';
import { readId } from '../requests/query.js';
import { DeletedSessionBody, HistoryBody, ParametersBody, SessionListBody } from './prompt.body.js';
import { SessionDto } from './prompt.dto.js';
import { toHistoryEntry, toParametersBody } from './prompt.view.js';

const QUERY: readonly QueryDescription[] = [
  { name: 'session_id', type: 'string', description: 'Or the header `X-Session-Id`' },
];
const ERRORS = ['invalid_request', 'no_prompt'] as const;

/** Sessions and what is in them, in the words of seed 004. Its README says GET where its code says POST: both are here. */
@Controller('api')
export class HistoryController {
  constructor(private readonly sessions: SessionsService) {}

  @Get('history')
  @Operation({
    tag: 'prompts',
    summary: "A session's prompts, from the first to the current one",
    answer: HistoryBody,
    query: QUERY,
    errors: [...ERRORS, 'no_session'],
    errorShape: 'detail',
  })
  getHistory(
    @Query('session_id') query: unknown,
    @Headers('x-session-id') header: unknown,
    @Owner() owner: string,
  ): Promise<HistoryBody> {
    return this.#history(owner, named(query, header));
  }

  @Post('history')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: "A session's prompts, from the first to the current one",
    body: SessionDto,
    answer: HistoryBody,
    errors: ERRORS,
    errorShape: 'detail',
  })
  postHistory(@Body() body: unknown, @Owner() owner: string): Promise<HistoryBody> {
    return this.#history(owner, inBody(body));
  }

  @Get('parameters')
  @Operation({
    tag: 'prompts',
    summary: 'The parameters of the current prompt',
    answer: ParametersBody,
    query: QUERY,
    errors: [...ERRORS, 'no_session'],
    errorShape: 'detail',
  })
  getParameters(
    @Query('session_id') query: unknown,
    @Headers('x-session-id') header: unknown,
    @Owner() owner: string,
  ): Promise<ParametersBody> {
    return this.#parameters(owner, named(query, header));
  }

  @Post('parameters')
  @HttpCode(200)
  @Operation({
    tag: 'prompts',
    summary: 'The parameters of the current prompt',
    body: SessionDto,
    answer: ParametersBody,
    errors: ERRORS,
    errorShape: 'detail',
  })
  postParameters(@Body() body: unknown, @Owner() owner: string): Promise<ParametersBody> {
    return this.#parameters(owner, inBody(body));
  }

  @Get('sessions')
  @Operation({
    tag: 'prompts',
    summary: 'Your sessions',
    answer: SessionListBody,
    errorShape: 'detail',
  })
  async list(@Owner() owner: string): Promise<SessionListBody> {
    const items = await this.sessions.list(owner);
    return {
      sessions: Object.fromEntries(items.map(({ id, lastUsedAt }) => [id, lastUsedAt / 1000])),
      items: items.map(({ id, title, revisions, createdAt, lastUsedAt }) => ({
        id,
        title,
        revisions,
        created_at: timeOf(createdAt),
        last_used_at: timeOf(lastUsedAt),
      })),
    };
  }

  @Delete('session/:session_id')
  @Operation({
    tag: 'prompts',
    summary: 'Delete a session, with its history, for good',
    answer: DeletedSessionBody,
    errors: ['invalid_request', 'session_not_found', 'storage_full'],
    errorShape: 'detail',
  })
  async delete(@Param('session_id') text: string, @Owner() owner: string): Promise<DeletedSessionBody> {
    const id = parseSessionId(text);
    if (id === undefined || !(await this.sessions.delete(owner, id)))
      throw new DomainError('session_not_found', `Session ${text} not found`);
    return { message: `Session ${id} deleted successfully` };
  }

  async #history(owner: string, id: SessionId): Promise<HistoryBody> {
    return { history: (await this.#path(owner, id)).map(toHistoryEntry), session_id: id };
  }

  async #parameters(owner: string, id: SessionId): Promise<ParametersBody> {
    const head = (await this.#path(owner, id)).at(-1);
    if (head === undefined) throw noPrompt(id);
    return toParametersBody(id, head);
  }

  /** @throws DomainError no_prompt, also for a session that is unknown, has expired or is somebody else's */
  async #path(owner: string, id: SessionId): Promise<Revision[]> {
    const session = await this.sessions.find(owner, id);
    const path = session === undefined ? [] : this.sessions.path(session);
    if (path.length === 0) throw noPrompt(id);
    return path;
  }
}

/** @throws DomainError no_session, InvalidRequestError */
function named(query: unknown, header: unknown): SessionId {
  const id = readId('session_id', query, parseSessionId) ?? inHeader(header);
  if (id !== undefined) return id;
  throw new DomainError('no_session', 'No session ID provided. Please initialize a prompt first.');
}

function inHeader(header: unknown): SessionId | undefined {
  if (header === undefined || header === '') return undefined;
  const id = typeof header === 'string' ? parseSessionId(header) : undefined;
  if (id !== undefined) return id;
  throw new InvalidRequestError([
    {
      part: 'header',
      at: ['X-Session-Id'],
      kind: 'uuid_parsing',
      message: 'Input should be the id of a session',
    },
  ]);
}

/** @throws DomainError no_session for an empty id, InvalidRequestError */
function inBody(body: unknown): SessionId {
  const { value } = validate(SessionDto, body);
  return named(value.session_id, undefined);
}
