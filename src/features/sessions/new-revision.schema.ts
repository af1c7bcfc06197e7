import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import { FIELD_PATHS, FIELD_SOURCES } from './parameters/fields.js';
import { parametersSchema } from './parameters/parameters.schema.js';
import { type NewRevision, NOT_DONE_REASONS, ORIGINS } from './session.types.js';

/** Of one revision, written as JSON. */
export const LARGEST_REVISION_BYTES = 256 * 1024;

const texts = z.array(z.string());
const fields = z.array(z.enum(FIELD_PATHS));

const newRevisionSchema = z.object({
  origin: z.enum(ORIGINS),
  prompt: z.string(),
  parameters: parametersSchema,
  sources: z.partialRecord(z.enum(FIELD_PATHS), z.enum(FIELD_SOURCES)),
  locks: fields,
  description: z.string(),
  changes: texts,
  report: z.object({
    kept: texts,
    added: texts,
    changed: texts,
    dropped: texts,
    fields,
    putBack: texts,
    notDone: z.array(z.object({ words: z.string(), reason: z.enum(NOT_DONE_REASONS) })).optional(),
  }),
  provider: z.string(),
  degraded: z.boolean(),
});

/**
 * What is written must be what it says it is: a reader of the journal only looks at the checksum and the shape.
 * @throws DomainError invalid_request
 */
export function checkRevision(revision: NewRevision): NewRevision {
  const { data, error } = newRevisionSchema.safeParse(revision);
  if (data === undefined) {
    const problems = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new DomainError('invalid_request', 'The revision is not valid.', { problems });
  }
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > LARGEST_REVISION_BYTES) {
    throw new DomainError(
      'invalid_request',
      `A revision takes at most ${LARGEST_REVISION_BYTES} bytes as JSON; this one takes ${bytes}.`,
    );
  }
  return data;
}
