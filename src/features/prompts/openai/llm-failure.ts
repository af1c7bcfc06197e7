import { APIError } from 'openai';
import { ProviderError } from '../provider/prompt-provider.port.js';
import { upstreamText } from './safe-text.js';

interface FailureFacts {
  /** Worth another try of the same request. */
  isTransient?: boolean;
  retryAfterMs?: number | undefined;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** What the server said, unshortened; to find out which option it does not know. Never shown. */
  said?: string;
}

/** What went wrong with one request, with what decides whether and how to ask again. */
export class LlmFailure extends ProviderError {
  readonly isTransient: boolean;
  readonly status: number | undefined;
  readonly #said: string;

  constructor(kind: ProviderError['kind'], message: string, facts: FailureFacts = {}) {
    super(kind, message, facts.retryAfterMs);
    this.isTransient = facts.isTransient ?? false;
    this.status = facts.status;
    this.#said = facts.said ?? '';
  }

  /** Private, so that no logger walks into it. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.#said);
  }
}

/** Thrown into a body that grows beyond the limit. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/** @param secret never part of the message, even where the server repeats it */
export function toLlmFailure(error: unknown, secret: string | undefined, now: number): LlmFailure {
  if (error instanceof LlmFailure) return error;
  if (isTooLarge(error)) return new LlmFailure('unusable-answer', tooLargeMessage(error));
  if (error instanceof APIError && typeof error.status === 'number') return ofStatus(error, secret, now);
  // Whatever else the package or the network throws: no whole answer came back.
  return new LlmFailure('unreachable', `The language model's server cannot be reached${codeOf(error)}.`, {
    isTransient: true,
  });
}

function ofStatus(error: APIError, secret: string | undefined, now: number): LlmFailure {
  const status = error.status as number;
  const said = [error.message, error.code, error.param, error.type]
    .filter((part) => typeof part === 'string')
    .join(' ');
  const words = upstreamText(error.message.replace(/^\d{3} /, ''), secret);
  const message = `The language model's server answered ${status}: ${words}`;
  const facts = { status, said, retryAfterMs: retryAfterMs(error.headers, now) };
  if (status < 400) return new LlmFailure('refused', `${message} (redirects are not followed)`, facts);
  if (status === 401 || status === 402 || status === 403) return new LlmFailure('auth', message, facts);
  if (status === 429) {
    // An empty account does not fill up by waiting.
    return new LlmFailure('limited', message, { ...facts, isTransient: error.code !== 'insufficient_quota' });
  }
  if (status === 408 || status === 504)
    return new LlmFailure('timeout', message, { ...facts, isTransient: true });
  if (status >= 500) return new LlmFailure('unreachable', message, { ...facts, isTransient: true });
  return new LlmFailure('refused', message, { ...facts, isTransient: status === 409 });
}

/** What `retry-after-ms` or `retry-after` (seconds, or a date) ask for; undefined where they say nothing sensible. */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  const inMs = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (inMs >= 0) return Math.min(inMs, LONGEST_RETRY_AFTER_MS);
  const header = headers?.get('retry-after')?.trim();
  if (header === undefined || header === '') return undefined;
  const wait = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof BodyTooLarge || (error instanceof Error && error.cause instanceof BodyTooLarge);
}

function tooLargeMessage(error: unknown): string {
  return error instanceof BodyTooLarge ? error.message : ((error as Error).cause as Error).message;
}

/** The system's code (`ECONNREFUSED`) from the depth of a network error: the only part of it fit for showing. */
function codeOf(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_]{3,40}$/.test(cause.code)) {
      return ` (${cause.code})`;
    }
  }
  return '';
}
