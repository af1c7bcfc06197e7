import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileSystemPort } from '../../../../platform/storage/file-system.port.js';
import { ModelFolder, type ModelDescription } from '../model/model-folder.js';
import { denormalise, guide, isFinite32, normalise } from './denoising-arithmetic.js';
import { gaussianNoise } from './gaussian-noise.js';
import type { NetworkOptions } from './network-file.js';
import { latentFrame, type LatentShape, Networks, setLatentFrame } from './networks.js';
import { PromptEncoder } from './prompt-encoder.js';
import { PromptTokenizer } from './prompt-tokenizer.js';
import { type DecodedVideo, readRgbFrames } from './rgb-frames.js';
import { type Solver, withNoise } from './solver.js';
import { createSolver } from './solvers.js';

export interface ClipSize {
  /** Pixels; multiples of `spatialScale` times the transformer's patch. */
  width: number;
  height: number;
  /** k * temporalScale + 1 */
  numFrames: number;
}

export interface DenoisingRequest extends ClipSize {
  prompt: string;
  negativePrompt: string;
  /** Without effect, and without its cost, at 1 and below. */
  guidanceScale: number;
  steps: number;
  /** Steps left out because the latents are not all noise; see {@link WanPipeline.startFrom}. */
  skippedSteps?: number;
  /** The first latent frame as it shall be, normalised: for models with `expandTimesteps`. */
  firstFrame?: Float32Array;
}

export interface DenoisingHooks {
  /** Looked at before every step. */
  signal: AbortSignal;
  /** After each step that was done, from 1; `latents` is the working buffer itself. */
  onStep?: (step: number, totalSteps: number, latents: Float32Array) => void;
  /** After steps, not more often than this: the middle latent frame as it is expected to become. */
  preview?: { intervalMs: number; show: (frame: Float32Array, shape: LatentShape) => void };
}

/** One run: what stays the same from step to step. */
interface Run {
  request: DenoisingRequest;
  shape: LatentShape;
  solver: Solver;
  isGuided: boolean;
  /** What the transformer is fed; twice the latents where guided. */
  input: Float32Array;
  timesteps: Float32Array;
  predict: () => Promise<Float32Array>;
}

/** `WanPipeline` and its relatives of diffusers, for one video at a time. */
export class WanPipeline {
  readonly #prompts: PromptEncoder;

  private constructor(
    readonly model: ModelDescription,
    readonly tokenizer: PromptTokenizer,
    readonly networks: Networks,
  ) {
    this.#prompts = new PromptEncoder(networks, tokenizer, model);
  }

  static async load(files: FileSystemPort, dir: string, options: NetworkOptions): Promise<WanPipeline> {
    const folder = new ModelFolder(files, dir);
    const model = await folder.describe();
    const tokenizer = new PromptTokenizer(await folder.tokenizerFiles(), model.maxSequenceLength);
    return new WanPipeline(model, tokenizer, await Networks.load(model, options));
  }

  shapeOf({ width, height, numFrames }: ClipSize): LatentShape {
    return {
      channels: this.model.channels,
      frames: (numFrames - 1) / this.model.temporalScale + 1,
      height: height / this.model.spatialScale,
      width: width / this.model.spatialScale,
    };
  }

  /** The starting latents of a seed. */
  noise(seed: number, shape: LatentShape): Float32Array {
    return gaussianNoise(seed, shape.channels * shape.frames * shape.height * shape.width);
  }

  encodePrompt(prompt: string): Promise<Float32Array> {
    return this.#prompts.encode(prompt);
  }

  /**
   * The normalised latents of a clip. A part of its frames at a time is in memory.
   * @param frames RGB, 8 bits a channel; `size.numFrames` of them are read
   * @throws the reason of the signal
   */
  async encodeClip(
    frames: AsyncIterable<Uint8Array>,
    size: ClipSize,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const shape = this.shapeOf(size);
    const latents = new Float32Array(shape.channels * shape.frames * shape.height * shape.width);
    const push = this.networks.encoder(shape.height, shape.width);
    let frame = 0;
    for await (const pixels of readRgbFrames(frames, { ...size, later: this.model.temporalScale })) {
      signal.throwIfAborted();
      const mean = await push(pixels.values, [1, 3, pixels.count, size.height, size.width]);
      if (!isFinite32(mean)) throw new Error('The VAE encoder gave values that are not numbers');
      setLatentFrame(latents, shape, frame, mean);
      frame += 1;
    }
    normalise(latents, this.model.latentsMean, this.model.latentsStd);
    return latents;
  }

  /** Where `strength` begins on the way from noise to a clip, as `WanVideoToVideoPipeline` counts it. */
  startFrom(
    clean: Float32Array,
    noise: Float32Array,
    { steps, strength }: { steps: number; strength: number },
  ): { latents: Float32Array; skippedSteps: number } {
    const skippedSteps = steps - Math.min(Math.trunc(steps * strength), steps);
    if (skippedSteps === steps) return { latents: clean.slice(), skippedSteps };
    const { sigmas } = createSolver(this.model.scheduler, steps).schedule;
    return { latents: withNoise(clean, noise, sigmas[skippedSteps] ?? 0), skippedSteps };
  }

  /**
   * Denoises `latents` in place. Both passes of classifier-free guidance run as one batch of two.
   * @throws the reason of the signal
   */
  async denoise(latents: Float32Array, request: DenoisingRequest, hooks: DenoisingHooks): Promise<void> {
    const { steps, skippedSteps = 0 } = request;
    const run = await this.#prepare(latents, request);
    let shownAt = performance.now();
    for (let step = skippedSteps; step < steps; step += 1) {
      await nextTurn();
      hooks.signal.throwIfAborted();
      this.#fill(run, latents, run.solver.schedule.timesteps[step] ?? 0);
      const prediction = await run.predict();
      if (run.isGuided) guide(prediction, request.guidanceScale);
      const done = step + 1 - skippedSteps;
      if (hooks.preview && performance.now() - shownAt >= hooks.preview.intervalMs) {
        shownAt = performance.now();
        hooks.preview.show(this.#middleFrame(run, prediction, step), { ...run.shape, frames: 1 });
      }
      run.solver.step(step, latents, prediction.subarray(0, latents.length));
      hooks.onStep?.(done, steps - skippedSteps, latents);
    }
    if (request.firstFrame) setLatentFrame(latents, run.shape, 0, request.firstFrame);
    await nextTurn();
    hooks.signal.throwIfAborted();
  }

  /**
   * The frames of a clip, piece by piece.
   * @param latents as {@link denoise} left them; de-normalised in place
   */
  async *decode(latents: Float32Array, size: ClipSize): AsyncGenerator<DecodedVideo> {
    if (!isFinite32(latents)) throw new Error('The transformer gave values that are not numbers');
    denormalise(latents, this.model.latentsMean, this.model.latentsStd);
    const { width, height, numFrames } = size;
    let left = numFrames;
    for await (const sample of this.networks.decode(latents, this.shapeOf(size))) {
      const count = sample.length / (3 * height * width);
      left -= count;
      if (!Number.isInteger(count) || left < 0) throw wrongLength(sample.length);
      yield { sample, width, height, numFrames: count };
    }
    if (left !== 0) throw wrongLength((numFrames - left) * 3 * height * width);
  }

  async #prepare(latents: Float32Array, request: DenoisingRequest): Promise<Run> {
    const { expandTimesteps, patch, maxSequenceLength, textDim, scheduler } = this.model;
    const isGuided = request.guidanceScale > 1;
    const batch = isGuided ? 2 : 1;
    const shape = this.shapeOf(request);
    const [depth, height, width] = patch;
    const patches = (shape.frames / depth) * (shape.height / height) * (shape.width / width);
    if (request.firstFrame && !expandTimesteps) throw new Error('The model takes no first frame');
    const input = new Float32Array(latents.length * batch);
    const timesteps = new Float32Array(expandTimesteps ? batch * patches : batch);
    const predict = this.networks.transformer(
      {
        batch,
        latents: input,
        timesteps,
        isExpanded: expandTimesteps,
        embeddings: await this.#embeddings(request, isGuided),
      },
      shape,
      [maxSequenceLength, textDim],
    );
    return {
      request,
      shape,
      solver: createSolver(scheduler, request.steps),
      isGuided,
      input,
      timesteps,
      predict,
    };
  }

  /** What the transformer is told at one step; a first frame that is given has no noise, and no time. */
  #fill({ request, shape, isGuided, input, timesteps }: Run, latents: Float32Array, timestep: number): void {
    input.set(latents);
    timesteps.fill(timestep);
    const items = isGuided ? 2 : 1;
    if (request.firstFrame) {
      setLatentFrame(input, shape, 0, request.firstFrame);
      const each = timesteps.length / items;
      const inFirst = each / (shape.frames / this.model.patch[0]);
      for (let item = 0; item < items; item += 1) timesteps.fill(0, item * each, item * each + inFirst);
    }
    if (isGuided) input.copyWithin(latents.length, 0, latents.length);
  }

  #middleFrame({ shape, input, solver }: Run, prediction: Float32Array, step: number): Float32Array {
    const middle = Math.floor(shape.frames / 2);
    return solver.clean(step, latentFrame(input, shape, middle), latentFrame(prediction, shape, middle));
  }

  async #embeddings(request: DenoisingRequest, isGuided: boolean): Promise<Float32Array> {
    const positive = await this.encodePrompt(request.prompt);
    if (!isGuided) return positive;
    const negative = await this.encodePrompt(request.negativePrompt);
    const both = new Float32Array(positive.length + negative.length);
    both.set(positive);
    both.set(negative, positive.length);
    return both;
  }
}

function wrongLength(values: number): Error {
  return new Error(`The decoder gave ${values} values, which is not what the size of the clip calls for`);
}
