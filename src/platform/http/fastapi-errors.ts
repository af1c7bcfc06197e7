import { DomainError, type ErrorCode } from '../../kernel/errors.js';
import type { FieldError } from './lax-fields.js';

/** An error in the words of a server that is imitated: its status, and its `detail`. */
export class DetailError extends DomainError {
  override readonly name: string = 'DetailError';

  /** @param code the nearest entry of the catalogue, for the log */
  constructor(
    readonly answerStatus: number,
    message: string,
    code: ErrorCode,
    options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    const { retryAfterSeconds, cause } = options;
    super(code, message, { cause, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
  }
}

/** Fields that are wrong, all at once, as pydantic names them. */
export class InvalidFieldsError extends DomainError {
  override readonly name: string = 'InvalidFieldsError';

  constructor(readonly errors: readonly FieldError[]) {
    super('invalid_request', errors.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '), {
      problems: errors.map(({ loc, msg }) => ({ path: loc.slice(1).join('.') || 'body', message: msg })),
    });
  }
}

/** A value of one field that is well formed, and cannot be done. */
export function refusedField(field: string, reason: string, input: unknown): FieldError {
  return { type: 'value_error', loc: ['body', field], msg: `Value error, ${reason}`, input };
}

/** @param input what lacks the field, as far as it may be shown again */
export function missingField(loc: (string | number)[], input: unknown = null): FieldError {
  return { type: 'missing', loc, msg: 'Field required', input };
}

/** What pydantic says of anything that is no object where one should be. */
export function notAnObject(input: unknown): FieldError {
  return {
    type: 'model_attributes_type',
    loc: ['body'],
    msg: 'Input should be a valid dictionary or object to extract fields from',
    input,
  };
}
