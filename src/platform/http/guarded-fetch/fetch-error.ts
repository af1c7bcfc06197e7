import { errnoOf } from '../../../kernel/errors.js';

/** The address is one that may not be connected to. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** Why something could not be fetched, in words for whoever gave the address. */
export class FetchError extends Error {
  override readonly name = 'FetchError';

  constructor(
    readonly reason: 'forbidden' | 'unreachable' | 'refused' | 'too-large' | 'timeout',
    message: string,
    readonly mayRetry = false,
  ) {
    super(message);
  }
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What a failed connection means; anything else is passed on as it is. */
export function toFetchError(error: unknown): unknown {
  if (error instanceof FetchError) return error;
  if (error instanceof ForbiddenAddressError)
    return new FetchError('forbidden', `${error.message} (ALLOW_PRIVATE_URLS)`);
  if (error instanceof AggregateError) return toFetchError(error.errors[0]);
  if (error instanceof Error && error.name === 'HTTPParserError')
    return new FetchError('unreachable', 'what answers there does not speak HTTP');
  const code = errnoOf(error);
  if (code === undefined) return error;
  if (TIMEOUTS.has(code))
    return new FetchError('timeout', 'the server did not answer in time', code === 'UND_ERR_CONNECT_TIMEOUT');
  if (code === 'ENOTFOUND') return new FetchError('unreachable', 'there is no server of this name');
  if (/^(CERT|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_SSL|HOSTNAME)/.test(code))
    return new FetchError('unreachable', 'the certificate of the server could not be verified');
  if (/^(E[A-Z]+|EAI_AGAIN)$/.test(code) || code.startsWith('UND_ERR_'))
    return new FetchError('unreachable', 'the connection failed or broke off', isConnectionError(code));
  return error;
}

function isConnectionError(code: string): boolean {
  return code !== 'UND_ERR_ABORTED';
}
