import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileSystemPort } from '../../../../platform/storage/file-system.port.js';
import { ModelFolder, type ModelDescription } from '../model/model-folder.js';
import { denormalise, eulerStep, guidedEulerStep, isFinite32 } from './denoising-arithmetic.js';
import { type Schedule, flowMatchSchedule, stepLength } from './flow-match-scheduler.js';
import { gaussianNoise } from './gaussian-noise.js';
import { type LatentShape, type NetworkOptions, Networks } from './networks.js';
import { PromptEncoder } from './prompt-encoder.js';
import { PromptTokenizer } from './prompt-tokenizer.js';
import type { DecodedVideo } from './rgb-frames.js';

export interface DenoisingRequest {
  prompt: string;
  negativePrompt: string;
  /** Without effect, and without its cost, at 1 and below. */
  guidanceScale: number;
  steps: number;
  /** Pixels; multiples of `spatialScale` times the transformer's patch. */
  width: number;
  height: number;
  /** k * temporalScale + 1 */
  numFrames: number;
}

export interface DenoisingHooks {
  /** Looked at before every step. */
  signal: AbortSignal;
  /** After each step, 1..steps; `latents` is the working buffer itself. */
  onStep?: (step: number, latents: Float32Array) => void;
}

/** `WanPipeline` of diffusers, for one video at a time. */
export class TextToVideoPipeline {
  readonly #prompts: PromptEncoder;

  private constructor(
    readonly model: ModelDescription,
    readonly tokenizer: PromptTokenizer,
    readonly networks: Networks,
  ) {
    this.#prompts = new PromptEncoder(networks, tokenizer, model);
  }

  static async load(
    files: FileSystemPort,
    dir: string,
    options: NetworkOptions,
  ): Promise<TextToVideoPipeline> {
    const folder = new ModelFolder(files, dir);
    const model = await folder.describe();
    const tokenizer = new PromptTokenizer(await folder.tokenizerFiles(), model.maxSequenceLength);
    return new TextToVideoPipeline(model, tokenizer, await Networks.load(dir, options));
  }

  shapeOf({
    width,
    height,
    numFrames,
  }: Pick<DenoisingRequest, 'width' | 'height' | 'numFrames'>): LatentShape {
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
   * Denoises `latents` in place. Both passes of classifier-free guidance run as one batch of two.
   * @throws the reason of the signal
   */
  async denoise(latents: Float32Array, request: DenoisingRequest, hooks: DenoisingHooks): Promise<void> {
    const isGuided = request.guidanceScale > 1;
    const embeddings = await this.#embeddings(request, isGuided);
    const batch = isGuided ? 2 : 1;
    const buffers = {
      latents: isGuided ? new Float32Array(latents.length * 2) : latents,
      timesteps: new Float32Array(batch),
      embeddings,
    };
    const { maxSequenceLength, textDim } = this.model;
    const predict = this.networks.transformer(buffers, this.shapeOf(request), [maxSequenceLength, textDim]);
    const schedule = flowMatchSchedule(this.model.scheduler, request.steps);
    for (let step = 0; step < request.steps; step += 1) {
      await nextTurn();
      hooks.signal.throwIfAborted();
      buffers.timesteps.fill(schedule.timesteps[step] ?? 0);
      if (isGuided) {
        buffers.latents.set(latents);
        buffers.latents.set(latents, latents.length);
      }
      this.#advance(latents, await predict(), {
        schedule,
        step,
        guidanceScale: request.guidanceScale,
        isGuided,
      });
      hooks.onStep?.(step + 1, latents);
    }
    await nextTurn();
    hooks.signal.throwIfAborted();
  }

  /** @param latents as {@link denoise} left them; de-normalised in place */
  async decode(latents: Float32Array, request: DenoisingRequest): Promise<DecodedVideo> {
    if (!isFinite32(latents)) throw new Error('The transformer gave values that are not numbers');
    denormalise(latents, this.model.latentsMean, this.model.latentsStd);
    const { width, height, numFrames } = request;
    const sample = await this.networks.decode(latents, this.shapeOf(request));
    const expected = 3 * numFrames * height * width;
    if (sample.length !== expected)
      throw new Error(`The decoder gave ${sample.length} values instead of ${expected}`);
    return { sample, width, height, numFrames };
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

  #advance(
    latents: Float32Array,
    prediction: Float32Array,
    at: { schedule: Schedule; step: number; guidanceScale: number; isGuided: boolean },
  ): void {
    const length = stepLength(at.schedule, at.step);
    if (at.isGuided) guidedEulerStep(latents, prediction, at.guidanceScale, length);
    else eulerStep(latents, prediction, length);
  }
}
