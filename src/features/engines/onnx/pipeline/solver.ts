/** A plan of noise levels for one run. */
export interface Schedule {
  /** What the transformer is told, one a step. */
  timesteps: Float32Array;
  /** Noise levels: one a step, then the last one. */
  sigmas: Float32Array;
}

/** The scheduler of one run, as `scheduler_config.json` names it. It is used for one run only. */
export interface Solver {
  readonly schedule: Schedule;
  /** What the clean latents are taken to be at a step; the arguments are left as they are. */
  clean(index: number, latents: Float32Array, prediction: Float32Array): Float32Array;
  /**
   * Goes one step, in place. Steps come in their order, from any first one on.
   * @param prediction what the transformer gave for this step, guided; it may be overwritten
   */
  step(index: number, latents: Float32Array, prediction: Float32Array): void;
}

const f32 = Math.fround;

/** Clean latents with as much noise as belongs to a noise level; both are left as they are. */
export function withNoise(clean: Float32Array, noise: Float32Array, sigma: number): Float32Array {
  const rest = f32(1 - sigma);
  return clean.map((value, i) => f32(f32(rest * value) + f32(sigma * (noise[i] as number))));
}
