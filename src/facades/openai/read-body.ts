import type { FastifyRequest } from 'fastify';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import { isRecord } from '../../platform/http/body-validation.js';
import { MEDIA_BODY_LIMIT } from '../../platform/http/body-rules.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { type FormField, fromBrackets } from './bracketed-fields.js';

/** A data URL of 20 MiB, the longest that OpenAI takes, with room for its head. */
const LONGEST_FIELD = 21 * 1024 * 1024;

const LIMITS = {
  files: 4,
  fields: 60,
  parts: 64,
  fieldNameSize: 200,
  fieldSize: LONGEST_FIELD,
  headerPairs: 20,
  // Whoever reads a file stops where it is too large.
  fileSize: Infinity,
};

const URL_ENCODED = /^application\/x-www-form-urlencoded\b/i;

/** Takes the bytes of a file; undefined if nobody wants a file of this name, which is then passed over. */
export type TakeFile<T> = (name: string, content: AsyncIterable<Uint8Array>) => Promise<T> | undefined;

export interface ReadBody<T> {
  /** As in JSON; of a form, all values are text. */
  fields: unknown;
  /** By the name of the field; the last one of each name. */
  files: ReadonlyMap<string, T>;
}

/**
 * The body of a request, written as JSON or as a form. Files are handed on while they arrive; their bytes are never
 * all in memory.
 * @throws DomainError unsupported_media_type, malformed_body, body_too_large, client_closed; what `takeFile` throws
 */
export async function readBody<T>(request: FastifyRequest, takeFile: TakeFile<T>): Promise<ReadBody<T>> {
  if (request.isMultipart()) return readForm(request, takeFile);
  if (typeof request.body === 'object' && request.body !== null && Symbol.asyncIterator in request.body)
    throw new DomainError(
      'unsupported_media_type',
      'Send the body as application/json or multipart/form-data',
    );
  const { body } = request;
  const isForm = URL_ENCODED.test(request.headers['content-type'] ?? '') && isRecord(body);
  return { fields: isForm ? fromBrackets(Object.entries(body)) : body, files: new Map() };
}

async function readForm<T>(request: FastifyRequest, takeFile: TakeFile<T>): Promise<ReadBody<T>> {
  const fields: FormField[] = [];
  const files = new Map<string, T>();
  let size = 0;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') {
        const taken = takeFile(part.fieldname, part.file as AsyncIterable<Buffer>);
        if (taken === undefined) part.file.resume();
        else files.set(part.fieldname, await taken);
        continue;
      }
      size += typeof part.value === 'string' ? part.value.length : 0;
      if (part.valueTruncated || size > MEDIA_BODY_LIMIT) throw tooLarge();
      fields.push([part.fieldname, part.value]);
    }
  } catch (error) {
    throw explained(error, request);
  }
  if (!request.raw.complete) throw brokenOff();
  return { fields: fromBrackets(fields), files };
}

function explained(error: unknown, { raw }: FastifyRequest): unknown {
  if (error instanceof DomainError) return error;
  if (raw.destroyed && !raw.complete) return brokenOff(error);
  switch (errnoOf(error)) {
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new InvalidRequestError([
        {
          part: 'body',
          at: [],
          kind: 'value_error',
          message: `a form may have ${LIMITS.fields} fields and ${LIMITS.files} files`,
        },
      ]);
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

function tooLarge(): DomainError {
  return new DomainError(
    'body_too_large',
    `A text of the form is larger than ${LONGEST_FIELD / 1024 ** 2} MiB, or all of them than ${MEDIA_BODY_LIMIT / 1024 ** 2} MiB`,
  );
}

function brokenOff(cause?: unknown): DomainError {
  return new DomainError('client_closed', 'The upload broke off before it was whole', { cause });
}
