import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { readForm, type TakeFile } from '../../platform/http/read-form.js';
import { fromBrackets } from './bracketed-fields.js';

/** A text may be a data URL of 20 MiB, the longest that OpenAI takes, with room for its head. */
const LIMITS = { files: 4, fields: 60, fieldSize: 21 * 1024 * 1024 };

export interface ReadBody<T> {
  /** As in JSON; of a form, all values are text. */
  fields: unknown;
  /** By the name of the field; the last one of each name. */
  files: ReadonlyMap<string, T>;
}

/**
 * The body of a request, written as JSON or as a form.
 * @throws DomainError unsupported_media_type, malformed_body, body_too_large, client_closed; what `takeFile` throws
 */
export async function readBody<T>(request: FastifyRequest, takeFile: TakeFile<T>): Promise<ReadBody<T>> {
  const form = await readForm(request, LIMITS, takeFile);
  if (form !== undefined) return { fields: fromBrackets(form.texts), files: form.files };
  const { body } = request;
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
    throw new DomainError(
      'unsupported_media_type',
      'Send the body as application/json or multipart/form-data',
    );
  return { fields: body, files: new Map() };
}
