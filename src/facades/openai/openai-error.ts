import { DomainError, type ErrorCode } from '../../kernel/errors.js';

export interface OpenAiErrorFields {
  /** HTTP status. */
  status: number;
  /** Stable, as OpenAI's clients know it where it has one. */
  code: string;
  /** The field that is wrong. */
  param?: string;
}

/** An error that only this interface has: its status and code are said in OpenAI's words. */
export class OpenAiError extends DomainError {
  override readonly name = 'OpenAiError';

  /** @param kind the nearest entry of the catalogue, for the log */
  constructor(
    message: string,
    readonly fields: OpenAiErrorFields,
    kind: ErrorCode = 'invalid_request',
  ) {
    super(kind, message);
  }
}

/** @param param the field that asks for it, if one does */
export function unsupported(message: string, param?: string): OpenAiError {
  return new OpenAiError(message, {
    status: 400,
    code: 'unsupported',
    ...(param === undefined ? {} : { param }),
  });
}
