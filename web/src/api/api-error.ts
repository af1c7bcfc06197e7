/** One thing wrong with one field of what was sent; `path` is dotted (`prompts.3.steps`). */
export interface FieldProblem {
  path: string;
  message: string;
}

interface Details {
  /** Stable name of what went wrong (`queue_full`), where the server gave one. */
  code?: string | undefined;
  problems?: readonly FieldProblem[];
  /** From `Retry-After`. */
  retryAfterSeconds?: number | undefined;
}

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string | undefined;
  readonly problems: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    message: string,
    { code, problems = [], retryAfterSeconds }: Details = {},
  ) {
    super(message);
    this.code = code;
    this.problems = problems;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer at all: no connection, or none in time. Whether the server did anything is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Reads our own shape of errors (RFC 9457), that of the compatible routes (`detail`), and a proxy's page. */
export function toApiError(
  response: { status: number; statusText: string; headers: Pick<Headers, 'get'> },
  text: string,
): ApiError {
  const body = parseObject(text);
  const message =
    textOf(body['detail']) ??
    textOf(body['title']) ??
    `The server answered ${response.status} ${response.statusText}`.trim();
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(response.status, message, {
    code: textOf(body['code']),
    problems: toProblems(body),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

/** Problems of our own shape (`errors: [{path, message}]`) and of the compatible one (`detail: [{loc, msg}]`). */
function toProblems(body: Record<string, unknown>): FieldProblem[] {
  const rows: unknown[] = [body['errors'], body['detail']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return rows.flatMap((row) => {
    if (!isObject(row)) return [];
    const path =
      textOf(row['path']) ?? (Array.isArray(row['loc']) ? row['loc'].slice(1).join('.') : undefined);
    const message = textOf(row['message']) ?? textOf(row['msg']);
    return path === undefined || message === undefined ? [] : [{ path, message }];
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // A proxy's error page, for example: the status line is all there is to tell.
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
