import { type DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import type { ErrorAnswer, ErrorContext } from '../../platform/http/error-shape.js';
import { fastapiShape } from '../../platform/http/fastapi.shape.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { OpenAiError } from './openai-error.js';

export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** Where OpenAI's status is not ours: it answers 400 to every request that cannot be done as it is. */
const STATUSES: Partial<Record<ErrorCode, number>> = { input_not_found: 400, artifact_removed: 404 };

/** OpenAI's words for the same things. */
const CODES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'invalid_api_key',
  not_found: 'unknown_url',
  job_not_found: 'video_not_found',
  malformed_body: 'invalid_body',
  rate_limited: 'rate_limit_exceeded',
  internal: 'internal_error',
};

/** Trying again helps after a while, and made nothing before. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'queue_full',
  'recovering',
  'shutting_down',
  'rate_limited',
]);
/** Clients of OpenAI would try these again on their own, in vain. */
const LASTING: ReadonlySet<ErrorCode> = new Set(['idempotency_conflict', 'storage_full']);

const JSON_TYPE = 'application/json; charset=utf-8';

export function statusOf(code: ErrorCode): number {
  const { status } = ERROR_CATALOGUE[code];
  return STATUSES[code] ?? (status === 422 ? 400 : status);
}

/** OpenAI's errors: `{"error": {"message", "type", "param", "code"}}`. */
export function openAiShape(
  error: DomainError,
  context: ErrorContext,
): ErrorAnswer & { body: OpenAiErrorBody } {
  const own = error instanceof OpenAiError ? error.fields : undefined;
  const status = own?.status ?? statusOf(error.code);
  const { message, param, code } =
    own === undefined ? wordsOf(error, context) : { ...own, message: error.message };
  return {
    status,
    contentType: JSON_TYPE,
    body: { error: { message, type: typeOf(status), param: param ?? null, code } },
    ...retryHeaders(error.code, own?.status),
  };
}

/** For `/v1/images`, whose clients are also those of LightX2V, which reads `detail`. */
export function openAiImageShape(error: DomainError, context: ErrorContext): ErrorAnswer {
  const answer = openAiShape(error, context);
  const { detail } = fastapiShape(error).body as { detail: unknown };
  return { ...answer, body: { ...answer.body, detail } };
}

function wordsOf(
  error: DomainError,
  { path }: ErrorContext,
): { message: string; param?: string | undefined; code: string } {
  if (error instanceof InvalidRequestError) return invalid(error);
  const code = CODES[error.code] ?? error.code;
  if (error.code === 'not_found') return { message: `Unknown request URL: ${path.slice(0, 200)}`, code };
  return { message: error.message, param: error.problems[0]?.path, code };
}

function invalid(error: InvalidRequestError) {
  const [first] = error.details;
  const param = first === undefined || first.at.length === 0 ? undefined : first.at.join('.');
  if (first?.kind === 'missing' && param !== undefined)
    return { message: `Missing required parameter: '${param}'.`, param, code: 'missing_required_parameter' };
  return { message: `Invalid request: ${error.message}.`, param, code: 'invalid_value' };
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** @param ownStatus of an error that only this interface has: never tried again by itself */
function retryHeaders(code: ErrorCode, ownStatus: number | undefined): Pick<ErrorAnswer, 'headers'> {
  if (PASSING.has(code)) return { headers: { 'x-should-retry': 'true' } };
  if (LASTING.has(code) || ownStatus !== undefined) return { headers: { 'x-should-retry': 'false' } };
  return {};
}
