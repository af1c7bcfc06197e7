import { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { checkWhole, explained, type FormLimits, multipartLimits } from './form-reading.js';
import { releasedChunks } from './released-chunks.js';
import { InvalidRequestError } from './request-problem.js';

/** One file, and a few short fields that nobody needs. */
const LIMITS: FormLimits = { files: 1, fields: 10, fieldSize: 4096 };

/**
 * The bytes of the one file that a request uploads, as a form or as its whole body. They end only when the request
 * has arrived whole; what breaks off, or holds more than one file, is an error after the bytes that came. Each piece is
 * valid until the next one is asked for.
 * @throws DomainError unsupported_media_type, invalid_request, client_closed
 */
export async function* uploadedFile(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    if (request.isMultipart()) yield* fileOfForm(request);
    // Its end must not take the connection along: there is still an answer to be sent.
    else if (request.body instanceof Readable)
      yield* releasedChunks(request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
    else throw notAFile();
  } catch (error) {
    throw explained(error, request, LIMITS);
  }
  checkWhole(request);
}

async function* fileOfForm(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  let hasFile = false;
  const parts: AsyncIterable<Multipart> = request.parts({ limits: multipartLimits(LIMITS) });
  for await (const part of parts) {
    if (part.type !== 'file') continue;
    hasFile = true;
    yield* releasedChunks(part.file as AsyncIterable<Buffer>);
  }
  if (!hasFile)
    throw new InvalidRequestError([
      { part: 'body', at: ['file'], kind: 'value_error', message: 'the form has no file' },
    ]);
}

function notAFile(): DomainError {
  return new DomainError(
    'unsupported_media_type',
    'Send one file as multipart/form-data, or its bytes as application/octet-stream',
  );
}
