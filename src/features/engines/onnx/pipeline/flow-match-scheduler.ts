import type { Schedule } from './solver.js';

export interface FlowMatchConfig {
  /** Moves the schedule towards noise (above 1). */
  shift: number;
  numTrainTimesteps: number;
}

const f32 = Math.fround;

/** The lowest noise level known from training, in float32 like the reference. */
function lowestSigma({ shift, numTrainTimesteps }: FlowMatchConfig): number {
  return shiftedFloat32(f32(1 / numTrainTimesteps), shift);
}

function shiftedFloat32(sigma: number, shift: number): number {
  return f32(f32(f32(shift) * sigma) / f32(1 + f32(f32(shift - 1) * sigma)));
}

/**
 * The schedule of diffusers' `FlowMatchEulerDiscreteScheduler.set_timesteps`. As there, the ends are shifted already
 * and shifted once more with the rest; that is what models were tuned with.
 * @param steps at least 1
 */
export function flowMatchSchedule(config: FlowMatchConfig, steps: number): Schedule {
  const { shift, numTrainTimesteps } = config;
  const start = shiftedFloat32(1, shift) * numTrainTimesteps;
  const end = lowestSigma(config) * numTrainTimesteps;
  const increment = steps > 1 ? (end - start) / (steps - 1) : 0;
  const timesteps = new Float32Array(steps);
  const sigmas = new Float32Array(steps + 1);
  for (let step = 0; step < steps; step += 1) {
    const timestep = step > 0 && step === steps - 1 ? end : step * increment + start;
    const sigma = timestep / numTrainTimesteps;
    const shifted = f32((shift * sigma) / (1 + (shift - 1) * sigma));
    sigmas[step] = shifted;
    timesteps[step] = f32(shifted * numTrainTimesteps);
  }
  return { timesteps, sigmas };
}

/** How far Euler's method goes in this step: the difference of two noise levels, negative. */
export function stepLength({ sigmas }: Schedule, step: number): number {
  return f32((sigmas[step + 1] ?? 0) - (sigmas[step] ?? 0));
}
