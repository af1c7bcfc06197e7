import { type DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import type { ErrorAnswer } from '../../platform/http/error-shape.js';
import { notAnObject } from '../../platform/http/fastapi-errors.js';
import { fastapiShape } from '../../platform/http/fastapi.shape.js';
import { DetailBody } from '../../platform/http/openapi/error.body.js';
import type { ErrorDescription } from '../../platform/http/openapi/describe.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Paths of LightX2V's server, but for those that it shares with other interfaces. */
export const PREFIXES = ['/v1/tasks', '/v1/files', '/v1/service'];

/** FastAPI's errors with LightX2V's words. */
export function lightX2vShape(error: DomainError): ErrorAnswer {
  if (error.code === 'not_found') return answer(404, 'Not Found');
  // Whatever is sent as something else than JSON is, to FastAPI, a text where an object should be.
  if (error.code === 'unsupported_media_type') return answer(422, [notAnObject('')]);
  return fastapiShape(error);
}

function answer(status: number, detail: unknown): ErrorAnswer {
  return { status, contentType: JSON_TYPE, body: { detail } };
}

/** Where LightX2V's status is not that of our catalogue. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  malformed_body: 422,
  unsupported_media_type: 422,
  input_unreachable: 400,
  input_not_found: 422,
  artifact_removed: 404,
};

export const LIGHTX2V_ERRORS: ErrorDescription = {
  body: DetailBody,
  statusOf: (code) => STATUSES[code] ?? ERROR_CATALOGUE[code].status,
};
