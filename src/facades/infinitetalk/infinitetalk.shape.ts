import { type DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import type { ErrorAnswer } from '../../platform/http/error-shape.js';
import { fastapiShape } from '../../platform/http/fastapi.shape.js';
import type { ErrorDescription } from '../../platform/http/openapi/describe.js';
import { DetailBody } from '../../platform/http/openapi/error.body.js';
import { TalkError } from './talk-error.js';

export const PREFIXES = ['/api/generate', '/api/status', '/api/queue', '/api/result', '/ws'];

/** FastAPI's errors with InfiniteTalk's words. */
export function infiniteTalkShape(error: DomainError): ErrorAnswer {
  if (error instanceof TalkError) return answer(error.answerStatus, error.message);
  if (error.code === 'not_found') return answer(404, 'Not Found');
  // A form that breaks off is no validation error of one field.
  if (error.code === 'malformed_body') return answer(400, 'There was an error parsing the body');
  return fastapiShape(error);
}

function answer(status: number, detail: string): ErrorAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: { detail } };
}

/** Where InfiniteTalk's status is not that of our catalogue. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  queue_full: 429,
  input_invalid: 400,
  no_capable_engine: 503,
};

export const INFINITETALK_ERRORS: ErrorDescription = {
  body: DetailBody,
  statusOf: (code) => STATUSES[code] ?? ERROR_CATALOGUE[code].status,
};
