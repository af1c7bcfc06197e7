import { type DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import type { ErrorAnswer } from '../../platform/http/error-shape.js';
import { DetailError, InvalidFieldsError, notAnObject } from '../../platform/http/fastapi-errors.js';
import { fastapiShape } from '../../platform/http/fastapi.shape.js';
import type { ErrorDescription } from '../../platform/http/openapi/describe.js';
import { DetailBody } from '../../platform/http/openapi/error.body.js';

/** Paths of this interface alone. */
export const PREFIXES = ['/generate', '/queue', '/status', '/download', '/list', '/pipeline'];

/** FastAPI's errors, with the words of this server. */
export function wanQueueShape(error: DomainError): ErrorAnswer {
  if (error.code === 'queue_full' && !(error instanceof DetailError)) return fastapiShape(busy(error));
  if (error.code === 'not_found') return fastapiShape(new DetailError(404, 'Not Found', 'not_found'));
  // Whatever is sent as something else than JSON is, to FastAPI, a text where an object should be.
  if (error.code === 'unsupported_media_type') return fastapiShape(new InvalidFieldsError([notAnObject('')]));
  return fastapiShape(error);
}

function busy(cause: DomainError): DetailError {
  const message = 'Server busy. Too many pending requests. Please try again later.';
  return new DetailError(503, message, 'queue_full', { cause });
}

/** Where this server's status is not that of our catalogue. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  malformed_body: 422,
  unsupported_media_type: 422,
};

export const WAN_QUEUE_ERRORS: ErrorDescription = {
  body: DetailBody,
  statusOf: (code) => STATUSES[code] ?? ERROR_CATALOGUE[code].status,
};
