import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorCode, errnoOf } from '../../kernel/errors.js';

/** Bytes of an ordinary body. */
export const BODY_LIMIT = 1024 * 1024;

/** What is said about a fault of ours: nothing that could hold a path or a secret. */
export const INTERNAL_MESSAGE =
  'Something went wrong on our side. The log has the details under this request id.';

const CODES_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_body',
  401: 'unauthenticated',
  // Only static files say this, about paths that lead outside; that they do is nobody's business.
  403: 'not_found',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
  416: 'range_not_satisfiable',
  429: 'rate_limited',
  503: 'shutting_down',
};

/** Our words for what the framework found wrong; its own messages quote the request. */
const MESSAGES: Partial<Record<ErrorCode, string>> = {
  malformed_body: 'The request could not be read: it must be valid JSON in UTF-8',
  not_found: 'There is nothing at this address',
  unsupported_media_type: 'Send the body as application/json',
  range_not_satisfiable: 'The range lies outside the file',
};

/**
 * Turns anything that was thrown into an error of the catalogue; what nobody expected becomes `internal`.
 * @param bodyLimit bytes that the route takes
 */
export function toDomainError(thrown: unknown, bodyLimit = BODY_LIMIT): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const status = statusOf(thrown);
  const code = status === undefined ? undefined : CODES_BY_STATUS[status];
  if (code === 'body_too_large')
    return new DomainError(code, `The body is larger than ${bodyLimit / 1024 ** 2} MiB`, { cause: thrown });
  if (code !== undefined)
    return new DomainError(code, MESSAGES[code] ?? 'The request was refused', { cause: thrown });
  if (errnoOf(thrown) === 'ENOSPC')
    return new DomainError('storage_full', 'The disk is full', { cause: thrown });
  if (status !== undefined && status >= 400 && status < 500) {
    return new DomainError('malformed_body', 'The request could not be read', { cause: thrown });
  }
  return new DomainError('internal', INTERNAL_MESSAGE, { cause: thrown });
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  if ('statusCode' in thrown && typeof thrown.statusCode === 'number') return thrown.statusCode;
  return undefined;
}
