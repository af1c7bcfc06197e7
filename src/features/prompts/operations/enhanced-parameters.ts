import { FIELD_PATHS, type FieldPath, fieldValue, withField } from '../../sessions/index.js';
import type { Extraction } from '../provider/prompt-provider.port.js';

/** What the user stated stays; what the richer text says beyond that is inferred, and only where nothing is locked. */
export function enhancedParameters(
  stated: Extraction,
  fresh: Extraction,
  locks: readonly FieldPath[],
): Extraction {
  let { parameters } = stated;
  const sources = { ...stated.sources };
  for (const path of FIELD_PATHS) {
    const value = fieldValue(fresh.parameters, path);
    if (value === undefined || locks.includes(path) || fieldValue(parameters, path) !== undefined) continue;
    parameters = withField(parameters, path, value);
    sources[path] = 'inferred';
  }
  return { parameters, sources };
}
