import createClient from 'openapi-fetch';
import { apiKey } from './api-key.js';
import { ApiError, NoAnswerError, toApiError } from './api-error.js';
import { learnServerTime } from './server-clock.js';
import type { paths } from './schema.js';

const READ_TIMEOUT_MS = 20_000;
/** A language model may be at work behind it, or a job that has to stop first. */
const WRITE_TIMEOUT_MS = 150_000;

/** The HTTP interface, typed from the server's own description. Use with {@link answer}. */
export const api = createClient<paths>({ fetch: send });

/**
 * What a call answers: `await answer(api.GET('/api/jobs/{id}', { params: { path: { id } } }))`.
 * @throws ApiError, NoAnswerError, or the reason of the signal
 */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new ApiError(200, 'The server sent an empty answer.');
  return data;
}

async function send(request: Request): Promise<Response> {
  const limit = request.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limit)]);
  for (const [name, value] of Object.entries(apiKey.headers())) request.headers.set(name, value);
  request.headers.set('accept', 'application/json');
  try {
    const response = await fetch(request, { signal });
    learnServerTime(response.headers.get('date'), Date.now());
    // To its end: a connection that breaks within the body is no answer either.
    const text = await response.text();
    if (!response.ok) throw toApiError(response, text);
    return new Response(text === '' ? null : text, response);
  } catch (error) {
    if (error instanceof ApiError || request.signal.aborted) throw error;
    throw new NoAnswerError('The server did not answer. Check that it is running, then try again.', {
      cause: error,
    });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
