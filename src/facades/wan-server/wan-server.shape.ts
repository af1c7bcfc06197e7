import { type DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import type { ErrorAnswer, ErrorContext } from '../../platform/http/error-shape.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import type { ErrorDescription } from '../../platform/http/openapi/describe.js';
import { WanServerErrorBody } from './wan-server.body.js';

/** Paths of this interface alone. */
export const PREFIXES = ['/api/v1', '/outputs'];

export const BUSY = 'Too many concurrent requests. Please try again later.';
const FORMS: Readonly<Record<string, 'image' | 'video'>> = {
  '/api/v1/generate/image-to-video': 'image',
  '/api/v1/generate/video-to-video': 'video',
};

/** Where this server's status is not that of our catalogue. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  invalid_request: 400,
  malformed_body: 400,
  unsupported_media_type: 400,
  no_capable_engine: 400,
  input_invalid: 400,
  input_too_large: 400,
  queue_full: 429,
  artifact_removed: 404,
};

/** `{"error": "..."}`, with this server's words where it has some. */
export function wanServerShape(error: DomainError, { path }: ErrorContext): ErrorAnswer {
  const { status, message } = answerOf(error, path.replace(/\/+$/, ''));
  return { status, contentType: 'application/json; charset=utf-8', body: { error: message } };
}

function answerOf(error: DomainError, path: string): { status: number; message: string } {
  if (error instanceof DetailError) return { status: error.answerStatus, message: error.message };
  const status = STATUSES[error.code] ?? error.status;
  const form = FORMS[path];
  switch (error.code) {
    case 'queue_full':
      return { status, message: BUSY };
    case 'not_found':
      return { status, message: 'Not found' };
    case 'storage_full':
      return form === undefined
        ? { status, message: error.message }
        : { status: 500, message: `Failed to save ${form}` };
    case 'malformed_body':
    case 'unsupported_media_type':
      if (form !== undefined) return { status, message: 'Failed to parse form data' };
      if (path === '/api/v1/models/download') return { status, message: 'Invalid request' };
      return { status, message: `Invalid request: ${error.message}` };
    default:
      return { status, message: error.message };
  }
}

export const WAN_SERVER_ERRORS: ErrorDescription = {
  body: WanServerErrorBody,
  statusOf: (code) => STATUSES[code] ?? ERROR_CATALOGUE[code].status,
};
