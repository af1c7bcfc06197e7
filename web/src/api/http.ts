import { apiKey } from './api-key.js';

/** One thing wrong with one field of what was sent; `path` is dotted (`prompts.3.steps`). */
export interface FieldProblem {
  path: string;
  message: string;
}

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

/** No answer at all: no connection, or none in time. Whether the server did anything is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

const TIMEOUT_MS = 20_000;

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** @throws ApiError, NoAnswerError, or the reason of the signal */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const hasBody = options.body !== undefined;
  try {
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...apiKey.headers(),
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...options.headers,
      },
      ...(hasBody ? { body: JSON.stringify(options.body) } : {}),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw toApiError(response, text);
    return JSON.parse(text) as T;
  } catch (error) {
    if (error instanceof ApiError || options.signal?.aborted === true) throw error;
    throw new NoAnswerError('The server did not answer. Check that it is running, then try again.', {
      cause: error,
    });
  }
}

function toApiError(response: Response, text: string): ApiError {
  const body = parseObject(text);
  const message =
    textOf(body['detail']) ??
    textOf(body['title']) ??
    `The server answered ${response.status} ${response.statusText}`.trim();
  return new ApiError(response.status, message, toProblems(body));
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
