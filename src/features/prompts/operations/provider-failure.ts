import { DomainError } from '../../../kernel/errors.js';
import { ProviderError } from '../provider/prompt-provider.port.js';

/** What is told of each failure. The provider's own words stay in the log: they may quote what nobody should read. */
const REASONS: Readonly<Record<ProviderError['kind'], string>> = {
  timeout: 'did not answer in time',
  unreachable: 'could not be reached',
  refused: 'refused to answer',
  limited: 'takes no more requests for now',
  auth: 'does not accept the key of this server',
  'unusable-answer': 'gave no answer that could be used',
};

/** @throws anything that is no failure of a provider, as it is */
export function toDomainFailure(error: unknown, signal: AbortSignal): DomainError {
  if (error instanceof DomainError) return error;
  if (signal.aborted) return new DomainError('client_closed', 'The client went away.', { cause: error });
  if (!(error instanceof ProviderError)) throw error;
  const message = `The language model ${REASONS[error.kind]}. Nothing was changed.`;
  if (error.kind === 'timeout') return new DomainError('provider_timeout', message, { cause: error });
  if (error.kind !== 'limited') return new DomainError('provider_failed', message, { cause: error });
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
  return new DomainError('provider_limited', message, { cause: error, retryAfterSeconds: seconds });
}
