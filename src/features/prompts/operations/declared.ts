import { DomainError } from '../../../kernel/errors.js';
import type { Parameters } from '../../sessions/index.js';

const LONGEST_LIST = 32;

/** With the trigger words that the user declares. @throws DomainError invalid_request where they are too many */
export function withProtected(parameters: Parameters, declared: readonly string[]): Parameters {
  if (declared.length === 0) return parameters;
  const all = [...new Set([...declared, ...parameters.protected])];
  if (declared.length > LONGEST_LIST) {
    const message = `At most ${LONGEST_LIST} texts can be protected`;
    throw new DomainError('invalid_request', message, { problems: [{ path: 'protected', message }] });
  }
  return { ...parameters, protected: all.slice(0, LONGEST_LIST) };
}
