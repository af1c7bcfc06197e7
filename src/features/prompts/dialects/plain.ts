import type { Parameters } from '../../sessions/index.js';
import { sayParameters } from '../builtin/text/say.js';

/**
 * English prose for everything that is seen and heard. Negatives and technical settings are no prose; protected texts
 * that the prose does not hold stand behind it, verbatim.
 */
export function renderPlain(parameters: Parameters): string {
  return sayParameters(parameters);
}
