import type { FastifyRequest } from 'fastify';
import type { ConditioningInput } from '../../features/engines/index.js';
import { DomainError, errnoOf } from '../../kernel/errors.js';
import { isRecord } from '../../platform/http/body-validation.js';
import type { FieldError } from './lax.js';
import { InvalidTaskError } from './task-error.js';

const LONGEST_TEXT = 128 * 1024;

const LIMITS = {
  files: 4,
  fields: 40,
  parts: 44,
  fieldNameSize: 200,
  fieldSize: LONGEST_TEXT,
  headerPairs: 20,
  // Whoever reads a file stops where it is too large.
  fileSize: Infinity,
};

/** Takes a file in while it arrives; undefined for a file that nobody wants. */
export type TakeFile = (
  field: string,
  content: AsyncIterable<Uint8Array>,
) => Promise<ConditioningInput> | undefined;

export interface TaskForm {
  /** By their names; the last one of each. */
  texts: Readonly<Record<string, string>>;
  files: ReadonlyMap<string, ConditioningInput>;
}

/**
 * A form with files, or one without as `application/x-www-form-urlencoded`. Bytes of files are never all in memory.
 * @throws InvalidTaskError, DomainError malformed_body, client_closed; what `takeFile` throws
 */
export async function readTaskForm(request: FastifyRequest, takeFile: TakeFile): Promise<TaskForm> {
  if (request.isMultipart()) return readMultipart(request, takeFile);
  const type = request.headers['content-type'] ?? '';
  const isUrlencoded = /^application\/x-www-form-urlencoded\b/i.test(type) && isRecord(request.body);
  // To FastAPI, any other body is a form without fields.
  const texts = isUrlencoded ? (request.body as Record<string, string>) : {};
  return { texts, files: new Map() };
}

async function readMultipart(request: FastifyRequest, takeFile: TakeFile): Promise<TaskForm> {
  const texts = new Map<string, string>();
  const files = new Map<string, ConditioningInput>();
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'file') {
        // Pages send an input without a file as one without a name.
        const content = part.file as AsyncIterable<Buffer>;
        const taken = part.filename === '' ? undefined : takeFile(part.fieldname, content);
        if (taken === undefined) part.file.resume();
        else files.set(part.fieldname, await taken);
        continue;
      }
      if (part.valueTruncated) throw new InvalidTaskError([tooLong(part.fieldname)]);
      if (typeof part.value === 'string') texts.set(part.fieldname, part.value);
    }
  } catch (error) {
    throw explained(error, request);
  }
  if (!request.raw.complete) throw brokenOff();
  return { texts: Object.fromEntries(texts), files };
}

function tooLong(field: string): FieldError {
  return {
    type: 'string_too_long',
    loc: ['body', field],
    msg: `String should have at most ${LONGEST_TEXT} characters`,
    input: null,
    ctx: { max_length: LONGEST_TEXT },
  };
}

function explained(error: unknown, { raw }: FastifyRequest): unknown {
  if (error instanceof DomainError) return error;
  if (raw.destroyed && !raw.complete) return brokenOff(error);
  switch (errnoOf(error)) {
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new InvalidTaskError([
        {
          type: 'value_error',
          loc: ['body'],
          msg: `Value error, a form may have ${LIMITS.fields} fields and ${LIMITS.files} files`,
          input: null,
        },
      ]);
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return brokenOff(error);
    default:
      return new DomainError('malformed_body', 'The form is not whole multipart/form-data', { cause: error });
  }
}

function brokenOff(cause?: unknown): DomainError {
  return new DomainError('client_closed', 'The upload broke off before it was whole', { cause });
}
