import { DomainError, type ErrorCode } from '../../kernel/errors.js';
import type { FieldError } from '../../platform/http/lax-fields.js';

/** An error in LightX2V's own words: its status, and its `detail`. */
export class TaskError extends DomainError {
  override readonly name = 'TaskError';

  /** @param code the nearest entry of the catalogue, for the log */
  constructor(
    readonly answerStatus: number,
    message: string,
    code: ErrorCode,
    options: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(code, message, options);
  }
}

/** Fields that are wrong, all at once, as pydantic names them. */
export class InvalidTaskError extends DomainError {
  override readonly name = 'InvalidTaskError';

  constructor(readonly errors: readonly FieldError[]) {
    super('invalid_request', errors.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '), {
      problems: errors.map(({ loc, msg }) => ({ path: loc.slice(1).join('.') || 'body', message: msg })),
    });
  }
}

export const taskNotFound = () => new TaskError(404, 'Task not found', 'job_not_found');

/** A value of one field that is well formed, and cannot be done. */
export function refusedField(field: string, reason: string, input: unknown): FieldError {
  return { type: 'value_error', loc: ['body', field], msg: `Value error, ${reason}`, input };
}
