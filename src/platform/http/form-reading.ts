import type { FastifyRequest } from 'fastify';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import { InvalidRequestError } from './request-problem.js';

/** How much a form may hold. */
export interface FormLimits {
  files: number;
  fields: number;
  /** Bytes of one text. */
  fieldSize: number;
}

/** Time to read the answer, for a client that is still sending when it comes. */
const LINGER_MS = 5000;

export function multipartLimits({ files, fields, fieldSize }: FormLimits) {
  return {
    files,
    fields,
    fieldSize,
    parts: files + fields,
    fieldNameSize: 200,
    headerPairs: 20,
    // Whoever reads a file stops where it is too large.
    fileSize: Infinity,
  };
}

/** Requests that never were on a socket (in tests) have no such mark; they are whole. */
export function isWhole({ raw }: FastifyRequest): boolean {
  return !('complete' in raw) || raw.complete;
}

/** @throws DomainError client_closed for a request that ended before it was whole */
export function checkWhole(request: FastifyRequest): void {
  if (!isWhole(request)) throw brokenOff();
}

/** What a failure to read a form means; what was thrown on purpose stays as it is. */
export function explained(error: unknown, request: FastifyRequest, limits: FormLimits): unknown {
  if (error instanceof DomainError) return error;
  if (request.raw.destroyed && !isWhole(request)) return brokenOff(error);
  switch (errnoOf(error)) {
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new InvalidRequestError([
        {
          part: 'body',
          at: [],
          kind: 'value_error',
          message: `a form may have at most ${limits.files} ${limits.files === 1 ? 'file' : 'files'} and ${limits.fields} fields`,
        },
      ]);
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return brokenOff(error);
    default:
      return new DomainError(
        'malformed_body',
        'The form could not be read: it must be whole multipart/form-data',
        { cause: error },
      );
  }
}

/** To be called before an upload is refused: a client that then does not stop sending is cut off. */
export function closeUnread(request: FastifyRequest): void {
  if (isWhole(request)) return;
  const { raw } = request;
  raw.resume();
  const timer = setTimeout(() => raw.destroy(), LINGER_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}

function brokenOff(cause?: unknown): DomainError {
  return new DomainError('client_closed', 'The upload broke off before it was whole', { cause });
}
