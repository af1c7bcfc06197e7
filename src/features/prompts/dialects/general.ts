import type { Parameters } from '../../sessions/index.js';
import { fit } from './fit.js';
import { renderLtx } from './ltx.js';

/** Prose for models without a guide of their own, until the plain dialect is there. */
export function renderGeneral(parameters: Parameters): string {
  return fit(parameters, () => [renderLtx(parameters).text], Infinity).text;
}
