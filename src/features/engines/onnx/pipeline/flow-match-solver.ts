import { eulerStep, predictedClean } from './denoising-arithmetic.js';
import { flowMatchSchedule, type FlowMatchConfig, stepLength } from './flow-match-scheduler.js';
import type { Schedule, Solver } from './solver.js';

/** Euler's method: diffusers' `FlowMatchEulerDiscreteScheduler`. */
export class FlowMatchSolver implements Solver {
  readonly schedule: Schedule;

  constructor(config: FlowMatchConfig, steps: number) {
    this.schedule = flowMatchSchedule(config, steps);
  }

  clean(index: number, latents: Float32Array, prediction: Float32Array): Float32Array {
    return predictedClean(latents, prediction, this.schedule.sigmas[index] ?? 0);
  }

  step(index: number, latents: Float32Array, prediction: Float32Array): void {
    eulerStep(latents, prediction, stepLength(this.schedule, index));
  }
}
