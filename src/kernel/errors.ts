/**
 * The catalogue of expected errors: code -> HTTP status and title. `docs/errors.md` lists every row; a test keeps
 * the two equal. A message names the limit that was hit and never holds a secret or a path of the machine.
 */
export const ERROR_CATALOGUE = {
  invalid_request: { status: 422, title: 'The request is not valid' },
  malformed_body: { status: 400, title: 'The body could not be read' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unauthenticated: { status: 401, title: 'An API key is needed' },
  forbidden_origin: { status: 403, title: 'Requests from this origin or host are refused' },
  not_found: { status: 404, title: 'No such resource' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  job_not_found: { status: 404, title: 'No such job' },
  batch_not_found: { status: 404, title: 'No such batch' },
  session_not_found: { status: 404, title: 'No such session' },
  revision_not_found: { status: 404, title: 'No such revision' },
  template_not_found: { status: 404, title: 'No such template' },
  input_not_found: { status: 404, title: 'No such input' },
  artifact_not_found: { status: 404, title: 'No finished file' },
  artifact_removed: { status: 410, title: 'The file was removed' },
  conflict: { status: 409, title: 'The state does not allow this' },
  idempotency_conflict: { status: 409, title: 'The idempotency key was used with another body' },
  upgrade_required: { status: 426, title: 'This address speaks another protocol' },
  range_not_satisfiable: { status: 416, title: 'The range cannot be satisfied' },
  input_invalid: { status: 422, title: 'The input is not what it should be' },
  input_too_large: { status: 413, title: 'The input is too large' },
  input_limit: { status: 429, title: 'Too many uploads' },
  input_unreachable: { status: 422, title: 'The input could not be fetched' },
  no_capable_engine: { status: 422, title: 'No engine can run this' },
  queue_full: { status: 503, title: 'The queue is full' },
  recovering: { status: 503, title: 'The server is still recovering' },
  shutting_down: { status: 503, title: 'The server is shutting down' },
  storage_unavailable: { status: 503, title: 'The object storage does not answer' },
  storage_full: { status: 507, title: 'The disk is full' },
  rate_limited: { status: 429, title: 'Too many requests' },
  session_limit: { status: 429, title: 'Too many sessions' },
  no_session: { status: 400, title: 'No session was named' },
  no_prompt: { status: 400, title: 'The session has no prompt yet' },
  no_such_index: { status: 400, title: 'The history has no such index' },
  too_few_variations: { status: 422, title: 'There are not so many different variations' },
  provider_failed: { status: 502, title: 'The prompt provider failed' },
  provider_limited: { status: 503, title: 'The prompt provider is busy' },
  provider_timeout: { status: 504, title: 'The prompt provider did not answer in time' },
  client_closed: { status: 499, title: 'The client went away' },
  internal: { status: 500, title: 'Internal error' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** One thing wrong with one field of a request. `path` is dotted (`prompts.3`). */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface DomainErrorOptions {
  /** Problems field by field, for validation errors. */
  problems?: readonly FieldProblem[];
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An expected failure. Features throw this; only the HTTP edge turns it into a response. */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly problems: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.problems = options.problems ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  get title(): string {
    return ERROR_CATALOGUE[this.code].title;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The errno code (`ENOSPC`, `ENOENT`, ...) of a system error, if it is one. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
