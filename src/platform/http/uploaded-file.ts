import { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import { InvalidRequestError } from './request-problem.js';

/** One file, and a few short fields that nobody needs. */
const LIMITS = {
  files: 1,
  fields: 10,
  parts: 11,
  fieldNameSize: 100,
  fieldSize: 4096,
  headerPairs: 20,
  // Whoever reads the file stops where it is too large.
  fileSize: Infinity,
};

/** Time to read the answer, for a client that is still sending when it comes. */
const LINGER_MS = 5000;

/**
 * The bytes of the one file that a request uploads, as a form or as its whole body. They end only when the request
 * has arrived whole; what breaks off, or holds more than one file, is an error after the bytes that came.
 * @throws DomainError unsupported_media_type, invalid_request, client_closed
 */
export async function* uploadedFile(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    if (request.isMultipart()) yield* fileOfForm(request);
    // Its end must not take the connection along: there is still an answer to be sent.
    else if (request.body instanceof Readable)
      yield* request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    else throw notAFile();
  } catch (error) {
    throw explained(error, request);
  }
  if (!isWhole(request)) throw brokenOff();
}

async function* fileOfForm(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  let hasFile = false;
  const parts: AsyncIterable<Multipart> = request.parts({ limits: LIMITS });
  for await (const part of parts) {
    if (part.type !== 'file') continue;
    hasFile = true;
    yield* part.file as AsyncIterable<Buffer>;
  }
  if (!hasFile) throw invalid('the form has no file');
}

/** A client that does not stop sending after it was refused is cut off. */
export function closeUnread(request: FastifyRequest): void {
  if (isWhole(request)) return;
  const { raw } = request;
  raw.resume();
  const timer = setTimeout(() => raw.destroy(), LINGER_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}

/** Requests that never were on a socket (in tests) have no such mark; they are whole. */
function isWhole({ raw }: FastifyRequest): boolean {
  return !('complete' in raw) || raw.complete;
}

function explained(error: unknown, request: FastifyRequest): unknown {
  if (error instanceof DomainError) return error;
  if (request.raw.destroyed && !isWhole(request)) return brokenOff(error);
  switch (errnoOf(error)) {
    case 'FST_FILES_LIMIT':
      return invalid('the form has more than one file; send each in a request of its own');
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return invalid(`the form has more than ${LIMITS.fields} fields beside its file`);
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return brokenOff(error);
    default:
      return new DomainError(
        'malformed_body',
        'The form could not be read: it must be whole multipart/form-data',
        {
          cause: error,
        },
      );
  }
}

function notAFile(): DomainError {
  return new DomainError(
    'unsupported_media_type',
    'Send one file as multipart/form-data, or its bytes as application/octet-stream',
  );
}

function brokenOff(cause?: unknown): DomainError {
  return new DomainError('client_closed', 'The upload broke off before it was whole', { cause });
}

function invalid(message: string): InvalidRequestError {
  return new InvalidRequestError([{ part: 'body', at: ['file'], kind: 'value_error', message }]);
}
