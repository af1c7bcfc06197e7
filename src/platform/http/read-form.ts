import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { MEDIA_BODY_LIMIT } from './body-rules.js';
import { isRecord } from './body-validation.js';
import { releasedChunks } from './released-chunks.js';
import { checkWhole, explained, type FormLimits, multipartLimits } from './form-reading.js';

const URL_ENCODED = /^application\/x-www-form-urlencoded\b/i;

export interface FormFile {
  field: string;
  /** As the client wrote it, empty where it wrote none; of no use as a path. */
  fileName: string;
  /** Each piece is valid until the next one is asked for. */
  content: AsyncIterable<Uint8Array>;
}

/** Takes a file in while it arrives; undefined for one that nobody wants, which is then passed over. */
export type TakeFile<T> = (file: FormFile) => Promise<T> | undefined;

export interface Form<T> {
  /** In the order in which they came. */
  texts: readonly (readonly [field: string, value: unknown])[];
  /** By the names of their fields; the last one of each. */
  files: ReadonlyMap<string, T>;
}

/**
 * The form that a request is, multipart or urlencoded; undefined for any other body. The bytes of its files are never
 * all in memory.
 * @throws InvalidRequestError, DomainError malformed_body, body_too_large, client_closed; what `takeFile` throws
 */
export async function readForm<T>(
  request: FastifyRequest,
  limits: FormLimits,
  takeFile: TakeFile<T>,
): Promise<Form<T> | undefined> {
  if (request.isMultipart()) return readMultipart(request, limits, takeFile);
  const { body } = request;
  if (!URL_ENCODED.test(request.headers['content-type'] ?? '') || !isRecord(body)) return undefined;
  return { texts: Object.entries(body), files: new Map() };
}

async function readMultipart<T>(
  request: FastifyRequest,
  limits: FormLimits,
  takeFile: TakeFile<T>,
): Promise<Form<T>> {
  const texts: [string, unknown][] = [];
  const files = new Map<string, T>();
  let size = 0;
  try {
    for await (const part of request.parts({ limits: multipartLimits(limits) })) {
      if (part.type === 'file') {
        const { fieldname: field } = part;
        const name = part.filename as string | undefined;
        const content = releasedChunks(part.file as AsyncIterable<Buffer>);
        // Pages send an input without a file as one without a name.
        const taken = name === '' ? undefined : takeFile({ field, fileName: name ?? '', content });
        if (taken === undefined) part.file.resume();
        else files.set(field, await taken);
        continue;
      }
      size += typeof part.value === 'string' ? part.value.length : 0;
      if (part.valueTruncated || size > MEDIA_BODY_LIMIT) throw tooLarge(limits);
      texts.push([part.fieldname, part.value]);
    }
  } catch (error) {
    throw explained(error, request, limits);
  }
  checkWhole(request);
  return { texts, files };
}

function tooLarge({ fieldSize }: FormLimits): DomainError {
  const one = fieldSize < 1024 ** 2 ? `${fieldSize / 1024} KiB` : `${fieldSize / 1024 ** 2} MiB`;
  return new DomainError(
    'body_too_large',
    `A text of the form is larger than ${one}, or all of them than ${MEDIA_BODY_LIMIT / 1024 ** 2} MiB`,
  );
}
