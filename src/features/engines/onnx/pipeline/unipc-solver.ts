import { predictedClean } from './denoising-arithmetic.js';
import type { Schedule, Solver } from './solver.js';

export interface UniPcConfig {
  /** Moves the schedule towards noise (above 1). */
  shift: number;
  numTrainTimesteps: number;
  /** What the transformer names: the flow from clean latents to noise, or the clean latents themselves. */
  prediction: 'flow' | 'sample';
  /** 1 or 2. */
  order: number;
  type: 'bh1' | 'bh2';
  /** Steps after which the result is not corrected. */
  disableCorrector: readonly number[];
}

/** So that the logarithm of the first step's signal is finite. */
const EPSILON = 1e-6;
const f32 = Math.fround;

/** The schedule of diffusers' `UniPCMultistepScheduler` with flow sigmas. @param steps at least 1 */
export function uniPcSchedule({ shift, numTrainTimesteps }: UniPcConfig, steps: number): Schedule {
  const sigmas = new Float32Array(steps + 1);
  const timesteps = new Float32Array(steps);
  const increment = (1 / numTrainTimesteps - 1) / steps;
  for (let step = 0; step < steps; step += 1) {
    const even = step * increment + 1;
    const shifted = (shift * even) / (1 + (shift - 1) * even);
    const sigma = step === 0 && Math.abs(shifted - 1) < EPSILON ? shifted - EPSILON : shifted;
    sigmas[step] = sigma;
    timesteps[step] = Math.trunc(sigma * numTrainTimesteps);
  }
  return { timesteps, sigmas };
}

/**
 * UniPC (Zhao et al., "UniPC: a unified predictor-corrector framework for fast sampling of diffusion models", 2023) for
 * flow models, up to order 2, as diffusers' `UniPCMultistepScheduler` does it. Keeps what the steps before gave.
 */
export class UniPcSolver implements Solver {
  readonly schedule: Schedule;
  /** Clean latents as predicted at the last steps, the newest last. */
  #predictions: Float32Array[] = [];
  /** What the last step started from, corrected. */
  #lastSample: Float32Array | undefined;
  #lastOrder = 1;
  #stepsDone = 0;

  constructor(
    private readonly config: UniPcConfig,
    private readonly steps: number,
  ) {
    this.schedule = uniPcSchedule(config, steps);
  }

  clean(index: number, latents: Float32Array, prediction: Float32Array): Float32Array {
    return this.config.prediction === 'sample'
      ? prediction.slice()
      : predictedClean(latents, prediction, this.#sigma(index));
  }

  step(index: number, latents: Float32Array, prediction: Float32Array): void {
    const { config } = this;
    if (config.prediction === 'flow') this.#unflow(index, latents, prediction);
    if (this.#lastSample !== undefined && !config.disableCorrector.includes(index - 1)) {
      this.#correct(index, latents, prediction);
    }
    this.#predictions = [...this.#predictions, prediction.slice(0, latents.length)].slice(-config.order);
    // The last step is of the first order, since it ends where the logarithm does.
    this.#lastOrder = Math.min(config.order, this.steps - index, this.#stepsDone + 1);
    this.#lastSample = latents.slice();
    this.#predict(index, latents);
    this.#stepsDone += 1;
  }

  /** In place: from the flow to the clean latents. */
  #unflow(index: number, latents: Float32Array, prediction: Float32Array): void {
    const sigma = this.#sigma(index);
    for (let i = 0; i < latents.length; i += 1) {
      prediction[i] = f32((latents[i] as number) - f32(sigma * (prediction[i] as number)));
    }
  }

  #sigma(index: number): number {
    return this.schedule.sigmas[index] ?? 0;
  }

  /** Half the logarithm of the ratio of signal to noise. */
  #lambda(index: number): number {
    const sigma = this.#sigma(index);
    return Math.log(1 - sigma) - Math.log(sigma);
  }

  #coefficients(to: number, from: number) {
    const h = this.#lambda(to) - this.#lambda(from);
    const phi = Math.expm1(-h);
    return {
      h,
      keep: this.#sigma(to) / this.#sigma(from),
      move: (1 - this.#sigma(to)) * phi,
      scale: (1 - this.#sigma(to)) * (this.config.type === 'bh2' ? phi : -h),
    };
  }

  /** In place: from the newest prediction to the next noise level. */
  #predict(index: number, latents: Float32Array): void {
    const newest = this.#at(-1);
    const { h, keep, move, scale } = this.#coefficients(index + 1, index);
    if (this.#lastOrder === 1) {
      for (let i = 0; i < latents.length; i += 1) {
        latents[i] = keep * (latents[i] as number) - move * (newest[i] as number);
      }
      return;
    }
    const before = this.#at(-2);
    const ratio = (this.#lambda(index - 1) - this.#lambda(index)) / h;
    for (let i = 0; i < latents.length; i += 1) {
      const change = ((before[i] as number) - (newest[i] as number)) / ratio;
      latents[i] = keep * (latents[i] as number) - move * (newest[i] as number) - scale * 0.5 * change;
    }
  }

  /** In place: the step before, done once more with what is known of its end. */
  #correct(index: number, latents: Float32Array, prediction: Float32Array): void {
    const start = this.#lastSample as Float32Array;
    const newest = this.#at(-1);
    const { h, keep, move, scale } = this.#coefficients(index, index - 1);
    if (this.#lastOrder === 1) {
      for (let i = 0; i < latents.length; i += 1) {
        const last = (prediction[i] as number) - (newest[i] as number);
        latents[i] = keep * (start[i] as number) - move * (newest[i] as number) - scale * 0.5 * last;
      }
      return;
    }
    const before = this.#at(-2);
    const ratio = (this.#lambda(index - 2) - this.#lambda(index - 1)) / h;
    const [first, second] = correctorWeights(-h, ratio, this.config.type);
    for (let i = 0; i < latents.length; i += 1) {
      const m0 = newest[i] as number;
      const change =
        first * (((before[i] as number) - m0) / ratio) + second * ((prediction[i] as number) - m0);
      latents[i] = keep * (start[i] as number) - move * m0 - scale * change;
    }
  }

  #at(position: -1 | -2): Float32Array {
    const found = this.#predictions.at(position);
    if (found === undefined) throw new Error('UniPC: a step came before those that it builds on');
    return found;
  }
}

/** Solves [[1, 1], [r, 1]] x = b, what order 2 asks of the corrector. */
function correctorWeights(hh: number, r: number, type: UniPcConfig['type']): [number, number] {
  const phi1 = Math.expm1(hh);
  const scale = type === 'bh2' ? phi1 : hh;
  const phi2 = phi1 / hh - 1;
  const phi3 = phi2 / hh - 1 / 2;
  const b1 = phi2 / scale;
  const b2 = (phi3 * 2) / scale;
  const second = (b2 - r * b1) / (1 - r);
  return [b1 - second, second];
}
