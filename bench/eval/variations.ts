import { isDeepStrictEqual } from 'node:util';
import type { FieldPath, Parameters } from '../../src/features/sessions/index.ts';
import type { Variation } from '../../src/features/prompts/provider/prompt-provider.port.ts';
import { allWords } from './normalise.ts';

export interface VariationVerdict {
  isExactCount: boolean;
  isDistinct: boolean;
  isCoreKept: boolean;
  /** Only the fields that were named to vary differ. */
  isRestricted: boolean;
}

export interface VariationTask {
  parameters: Parameters;
  count: number;
  /** Empty: whatever is not the core may vary. */
  fields: readonly FieldPath[];
}

type Access = (parameters: Parameters, path: FieldPath) => unknown;

/** Who and how many, what is said and to be read: the core of a shot. */
function isCoreKept({ parameters }: VariationTask, variation: Variation): boolean {
  const names = (all: Parameters) => all.subjects.map(({ name, count }) => [name, count]);
  return (
    isDeepStrictEqual(names(parameters), names(variation.parameters)) &&
    isDeepStrictEqual(parameters.on_screen_text, variation.parameters.on_screen_text) &&
    isDeepStrictEqual(parameters.audio.dialogue, variation.parameters.audio.dialogue) &&
    parameters.protected.every((text) => variation.prompt.includes(text))
  );
}

/** @param get reads a field; `paths` are all of them */
export function judgeVariations(
  task: VariationTask,
  variations: readonly Variation[],
  get: Access,
  paths: readonly FieldPath[],
): VariationVerdict {
  const texts = new Set(variations.map(({ prompt }) => allWords(prompt).join(' ')));
  const mayVary = (path: FieldPath) => task.fields.length === 0 || task.fields.includes(path);
  return {
    isExactCount: variations.length === task.count,
    isDistinct: texts.size === variations.length,
    isCoreKept: variations.every((variation) => isCoreKept(task, variation)),
    isRestricted: variations.every(({ parameters }) =>
      paths.every(
        (path) => mayVary(path) || isDeepStrictEqual(get(task.parameters, path), get(parameters, path)),
      ),
    ),
  };
}
