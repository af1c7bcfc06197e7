import type { EngineCapabilities, IntegerRange } from './engine.port.js';
import type { PartialSpec } from './spec-check.js';

/**
 * A number of frames as an engine takes it: those of models that make them in groups (4k + 1) are rounded down to
 * whole groups, as diffusers' pipelines do. One that is taken as it is, or lies outside of the range, stays.
 */
export function fitFrames(frames: number, { min, max, multipleOf = 1, plus = 0 }: IntegerRange): number {
  if (!Number.isInteger(frames) || frames < min || frames > max || (frames - plus) % multipleOf === 0)
    return frames;
  const fitted = Math.floor(frames / multipleOf) * multipleOf + plus;
  return fitted >= min && fitted <= max ? fitted : frames;
}

/** The spec, with every frame count that one of the engines would make of it; its own first. */
export function withFittedFrames(
  spec: PartialSpec,
  engines: readonly EngineCapabilities[],
): [PartialSpec, ...PartialSpec[]] {
  const { numFrames } = spec;
  if (numFrames === undefined) return [spec];
  const fitted = new Set(engines.map(({ ranges }) => fitFrames(numFrames, ranges.numFrames)));
  fitted.delete(numFrames);
  return [spec, ...[...fitted].map((frames) => ({ ...spec, numFrames: frames }))];
}
