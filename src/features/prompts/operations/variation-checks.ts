import { isDeepStrictEqual } from 'node:util';
import type { FieldPath, Parameters, Revision } from '../../sessions/index.js';
import type { Variation } from '../provider/prompt-provider.port.js';
import { changedFields } from '../report/field-changes.js';
import { missingTexts, type ProtectedText, repairInPlace } from './protected.js';
import { checkedParameters, checkedText } from './provided-text.js';

export interface VariationRules {
  base: Revision;
  wanted: readonly ProtectedText[];
  /** Only these may differ; empty: any but the core. */
  fields: readonly FieldPath[];
}

/** The variation with its protected texts as they must be, or what is wrong with it. */
export function checkVariation(candidate: Variation, rules: VariationRules): Variation | { problem: string } {
  const { base, wanted, fields } = rules;
  try {
    const parameters = checkedParameters(candidate.parameters);
    const prompt = repairInPlace(checkedText(candidate.prompt).trim(), wanted);
    const [lost] = missingTexts(prompt, wanted);
    if (lost !== undefined) return { problem: `lost ${lost.text}` };
    if (!hasSameCore(base.parameters, parameters)) return { problem: 'changed who or how many are in it' };
    const changed = changedFields(base.parameters, parameters);
    const locked = changed.find((path) => base.locks.includes(path));
    if (locked !== undefined) return { problem: `changed '${locked}', which is locked` };
    const unasked = changed.find((path) => fields.length > 0 && !fields.includes(path));
    if (unasked !== undefined) return { problem: `changed '${unasked}', which was not to vary` };
    const absent = base.parameters.subjects.find(
      ({ name }) => mentions(base.prompt, name) && !mentions(prompt, name),
    );
    return absent === undefined ? { prompt, parameters } : { problem: `lost ${absent.name}` };
  } catch {
    return { problem: 'was no usable prompt' };
  }
}

/** Subjects by name and number; what they wear and do may vary. */
function hasSameCore(before: Parameters, after: Parameters): boolean {
  const core = ({ subjects }: Parameters) =>
    subjects.map(({ name, count }) => `${count ?? '?'} ${name}`).sort();
  return isDeepStrictEqual(core(before), core(after));
}

/** By the last word of the name, which is its noun; in any number. */
function mentions(text: string, name: string): boolean {
  const noun = name.toLowerCase().split(/\s+/).at(-1) ?? '';
  const stem = noun.length > 4 ? noun.slice(0, -1) : noun;
  return text.toLowerCase().includes(stem);
}
