import type { DomainError } from '../../kernel/errors.js';
import type { ErrorAnswer, ErrorContext } from './error-shape.js';

/** RFC 9457. `type` is a name, not an address: `docs/errors.md` describes each code. */
export function problemShape(error: DomainError, context: ErrorContext): ErrorAnswer {
  return {
    status: error.status,
    contentType: 'application/problem+json; charset=utf-8',
    body: {
      type: `urn:reelsmith:error:${error.code}`,
      title: error.title,
      status: error.status,
      detail: error.message,
      instance: context.path,
      code: error.code,
      requestId: context.requestId,
      ...(error.problems.length === 0 ? {} : { errors: error.problems }),
    },
  };
}
