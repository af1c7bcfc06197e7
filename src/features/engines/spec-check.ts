import type { FieldProblem } from '../../kernel/errors.js';
import type { EngineCapabilities, GenerationSpec, IntegerRange, NumberRange } from './engine.port.js';
import { inferTask, inputProblems } from './task-inputs.js';

/** What a request leaves open; absent fields take the engine's defaults. */
export type PartialSpec = Partial<GenerationSpec> & { prompt: string };

/** Seeds are unsigned 32-bit numbers, as everywhere in this field. */
export const MAX_SEED = 2 ** 32 - 1;

export function completeSpec(
  partial: PartialSpec,
  capabilities: EngineCapabilities,
  seed: number,
): GenerationSpec {
  const task = partial.task ?? inferTask(partial.inputs ?? [], capabilities.tasks);
  const defaults = { ...capabilities.defaults, ...capabilities.taskDefaults?.[task] };
  return {
    task,
    prompt: partial.prompt,
    negativePrompt: partial.negativePrompt ?? defaults.negativePrompt,
    seed: partial.seed ?? seed,
    steps: partial.steps ?? defaults.steps,
    guidanceScale: partial.guidanceScale ?? defaults.guidanceScale,
    width: partial.width ?? defaults.width,
    height: partial.height ?? defaults.height,
    numFrames: partial.numFrames ?? defaults.numFrames,
    fps: partial.fps ?? defaults.fps,
    ...conditioningOf(partial),
  };
}

/** What only some tasks have; absent where the request does not say it. */
function conditioningOf({
  strength,
  resizeMode,
  inputs,
}: PartialSpec): Pick<GenerationSpec, 'strength' | 'resizeMode' | 'inputs'> {
  return {
    ...(strength === undefined ? {} : { strength }),
    ...(resizeMode === undefined ? {} : { resizeMode }),
    ...(inputs === undefined ? {} : { inputs }),
  };
}

/** Why an engine cannot run a spec; empty if it can. Paths are the names of the wire. */
export function problemsOf(spec: GenerationSpec, capabilities: EngineCapabilities): FieldProblem[] {
  const { ranges, tasks, sizes } = capabilities;
  const problems = [
    wholeNumber('width', spec.width, ranges.width),
    wholeNumber('height', spec.height, ranges.height),
    wholeNumber('num_frames', spec.numFrames, ranges.numFrames),
    wholeNumber('steps', spec.steps, ranges.steps),
    wholeNumber('seed', spec.seed, { min: 0, max: MAX_SEED }),
    number('fps', spec.fps, ranges.fps),
    number('guidance_scale', spec.guidanceScale, ranges.guidanceScale),
    number('strength', spec.strength ?? 0, { min: 0, max: 1 }),
  ].filter((problem) => problem !== undefined);
  if (!tasks.includes(spec.task))
    problems.push({ path: 'task', message: `must be one of ${tasks.join(', ')}` });
  // Within the ranges, but not one of the sizes that there are.
  if (sizes !== undefined && !problems.some(({ path }) => path === 'width' || path === 'height'))
    problems.push(...sizeProblems(spec, sizes));
  const unused = capabilities.unusedRoles?.[spec.task] ?? [];
  return [...problems, ...inputProblems(spec.task, spec.inputs ?? [], unused)];
}

function sizeProblems(
  { width, height }: GenerationSpec,
  sizes: NonNullable<EngineCapabilities['sizes']>,
): FieldProblem[] {
  if (sizes.some((size) => size.width === width && size.height === height)) return [];
  const known = sizes.map((size) => `${size.width}x${size.height}`).join(', ');
  return [{ path: 'width', message: `and height must be one of ${known}` }];
}

function number(path: string, value: number, range: NumberRange): FieldProblem | undefined {
  if (value >= range.min && value <= range.max) return undefined;
  return { path, message: `must be between ${range.min} and ${range.max}` };
}

function wholeNumber(path: string, value: number, range: IntegerRange): FieldProblem | undefined {
  const { min, max, multipleOf = 1, plus = 0 } = range;
  if (Number.isInteger(value) && value >= min && value <= max && (value - plus) % multipleOf === 0)
    return undefined;
  if (min === max) return { path, message: `must be ${min}` };
  const steps = multipleOf === 1 ? '' : ` of the form ${multipleOf}k${plus === 0 ? '' : ` + ${plus}`}`;
  return { path, message: `must be a whole number${steps} between ${min} and ${max}` };
}
