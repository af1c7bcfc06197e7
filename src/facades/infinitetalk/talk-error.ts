import { DomainError, type ErrorCode } from '../../kernel/errors.js';

/** An error in InfiniteTalk's own words: its status, and its `detail`. */
export class TalkError extends DomainError {
  override readonly name = 'TalkError';

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

export function queueFull(retryAfterSeconds?: number): TalkError {
  return new TalkError(
    429,
    'Queue is full. Please try again later.',
    'queue_full',
    retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
  );
}
