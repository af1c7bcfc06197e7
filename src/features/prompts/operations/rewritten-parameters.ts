import {
  type FieldPath,
  type FieldSource,
  FIELD_PATHS,
  fieldValue,
  withField,
} from '../../sessions/index.js';
import type { Extraction } from '../provider/prompt-provider.port.js';
import { changedFields } from '../report/field-changes.js';
import { leaves, normal } from './leaves.js';

export interface Rewriting {
  /** What was known of the text before; may hold more than stands in it. */
  before: Extraction & { text: string };
  after: string;
  /** What the new text says. */
  fresh: Extraction;
  /** Both texts as the same rules read them, so that they differ only where the texts do. */
  read: { before: Extraction; after: Extraction };
  /** Of what is said for the first time. */
  source: FieldSource;
}

/**
 * What a text says after it was rewritten by hand: fields that the rewriting touched are read anew, all others stay,
 * also where they never stood in the text (sizes, what must not be seen).
 */
export function rewrittenParameters({ before, after, fresh, read, source }: Rewriting): Extraction {
  const moved = new Set(changedFields(read.before.parameters, read.after.parameters));
  const isTouched = (path: FieldPath) =>
    moved.has(path) || isGone(fieldValue(before.parameters, path), before.text, after);
  let { parameters } = before;
  const sources = { ...before.sources };
  for (const path of FIELD_PATHS) {
    const [old, value] = [fieldValue(before.parameters, path), fieldValue(fresh.parameters, path)];
    const isNew = old === undefined && value !== undefined;
    if (!isNew && !isTouched(path)) continue;
    // Read by another than the one that found the difference; it may see nothing there.
    parameters = withField(parameters, path, value);
    if (value === undefined) Reflect.deleteProperty(sources, path);
    else sources[path] = isNew ? source : 'stated';
  }
  return { parameters, sources };
}

/** Whether something of the value stood in the old text and does not in the new one. */
function isGone(value: unknown, before: string, after: string): boolean {
  const [old, fresh] = [` ${normal(before)} `, ` ${normal(after)} `];
  return leaves(value)
    .map(normal)
    .some((leaf) => leaf !== '' && old.includes(` ${leaf} `) && !fresh.includes(` ${leaf} `));
}
