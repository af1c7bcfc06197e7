import { FIELD_PATHS, type FieldPath, fieldValue, type Parameters } from '../../sessions/index.js';
import type { ProtectedText } from './protected.js';
import { numberForms } from './protected.js';
import { leaves, normal } from './leaves.js';

export interface AllowedChange {
  before: Parameters;
  after: Parameters;
  changed: readonly FieldPath[];
  request: string;
}

/**
 * Whether a change that was asked for takes a protected text away: it stood in a field that changed and does so no
 * more, or no field held it and the request speaks of it. Declared trigger words go only with `protected` itself.
 */
export function isReleased(one: ProtectedText, change: AllowedChange): boolean {
  const { before, after, changed, request } = change;
  if (one.kind === 'declared') return !after.protected.includes(one.text);
  const forms = formsOf(one);
  const isIn = (parameters: Parameters, paths: readonly FieldPath[]) =>
    paths.some((path) => leaves(fieldValue(parameters, path)).some((leaf) => mentions(leaf, forms)));
  if (isIn(before, changed)) return !isIn(after, changed);
  return !isIn(before, FIELD_PATHS) && mentions(request, forms);
}

function formsOf({ kind, text }: ProtectedText): string[] {
  if (kind === 'quote') return [text.slice(1, -1)];
  return kind === 'number' ? numberForms(text) : [text];
}

function mentions(text: string, forms: readonly string[]): boolean {
  const padded = ` ${normal(text)} `;
  return forms.some((form) => padded.includes(` ${normal(form)} `));
}
