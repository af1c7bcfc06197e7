import type { DomainError } from '../../kernel/errors.js';

export interface ErrorContext {
  /** Path of the request, without its query. */
  path: string;
  requestId: string;
}

export interface ErrorAnswer {
  status: number;
  contentType: string;
  body: unknown;
  /** Beside those that every error has. */
  headers?: Readonly<Record<string, string>>;
}

/** How one HTTP interface writes its errors down. */
export type ErrorShape = (error: DomainError, context: ErrorContext) => ErrorAnswer;
