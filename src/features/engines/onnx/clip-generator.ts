import { join } from 'node:path';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import { type GenerationSpec, MAX_PREVIEW_BYTES, type Progress, type Stage } from '../engine.port.js';
import { mediumOf } from '../task-inputs.js';
import { imageOf, type InputPaths, still, videoOf } from './conditioning.js';
import { FrameFile } from './frame-file.js';
import { previewImage } from './pipeline/latent-preview.js';
import type { LatentShape } from './pipeline/networks.js';
import { writeRgbFrame } from './pipeline/rgb-frames.js';
import type { ClipSize, DenoisingRequest, WanPipeline } from './pipeline/wan.pipeline.js';
import { generateTalking } from './talking/talking-generator.js';
import type { FromWorker } from './worker-messages.js';

export const FRAMES_FILE = 'frames.rgb';
const IMAGE_FILE = 'image.png';

/** Where each stage begins on the way from 0 to 1; denoising is nearly all of the work. */
const START = { 'encoding prompt': 0.02, denoising: 0.03, decoding: 0.9, writing: 0.98 } as const;
/** Between two previews, each of which costs a few milliseconds. */
const PREVIEW_INTERVAL_MS = 400;

/** Loaded when it is needed, as in `conditioning.ts`. */
const smallImages = () => import('../../../platform/media/small-images.js');

export interface GenerationOptions {
  workDir: string;
  inputs: InputPaths;
  signal: AbortSignal;
  report: (progress: Progress) => void;
  /** Audio that lasts longer is refused. */
  maxAudioSeconds: number;
}

export type ClipOutput = Extract<FromWorker, { type: 'finished' }>['output'];

/** One whole generation, from a prompt and inputs to raw frames or an image in a file. Measures its stages. */
export class ClipGenerator {
  readonly #stageMs: Partial<Record<Stage, number>> = {};

  constructor(
    private readonly pipeline: WanPipeline,
    private readonly files: FileSystemPort,
    private readonly options: GenerationOptions,
  ) {}

  /** @throws UnusableInputError, or the reason of the signal */
  async generate(spec: GenerationSpec): Promise<ClipOutput> {
    if (spec.task === 'audio-driven') return this.#talk(spec);
    const size = { ...spec, numFrames: mediumOf(spec.task) === 'image' ? 1 : spec.numFrames };
    const { latents, ...start } = await this.#stage('encoding prompt', () => this.#start(spec, size));
    const request = { ...spec, ...size, ...start };
    await this.#stage('denoising', () => this.#denoise(latents, request));
    if (mediumOf(spec.task) === 'image') return this.#writeImage(latents, size);
    await this.#writeClip(latents, size);
    const { width, height, fps } = spec;
    return this.#frames({ width, height, numFrames: size.numFrames, fps });
  }

  /** Everything before the first step: the prompts' embeddings, and what the latents start from. */
  async #start(
    spec: GenerationSpec,
    size: ClipSize,
  ): Promise<{ latents: Float32Array } & Pick<DenoisingRequest, 'firstFrame' | 'skippedSteps'>> {
    const { pipeline } = this;
    const { inputs, signal } = this.options;
    await pipeline.encodePrompt(spec.prompt);
    if (spec.guidanceScale > 1) await pipeline.encodePrompt(spec.negativePrompt);
    const noise = pipeline.noise(spec.seed, pipeline.shapeOf(size));
    const strength = spec.strength ?? pipeline.model.strength;
    const encodeImage = async () =>
      pipeline.encodeClip(still(await imageOf(inputs, 'image', spec)), { ...size, numFrames: 1 }, signal);
    switch (spec.task) {
      case 'image-to-video':
        return { latents: noise, firstFrame: await encodeImage() };
      case 'image-to-image':
        return pipeline.startFrom(await encodeImage(), noise, { steps: spec.steps, strength });
      case 'video-to-video': {
        const clean = await pipeline.encodeClip(videoOf(inputs, spec), size, signal);
        const start = pipeline.startFrom(clean, noise, { steps: spec.steps, strength });
        return inputs.image === undefined ? start : { ...start, firstFrame: await encodeImage() };
      }
      case 'text-to-video':
      case 'text-to-image':
      case 'audio-driven':
        return { latents: noise };
    }
  }

  async #denoise(latents: Float32Array, request: DenoisingRequest): Promise<void> {
    const { signal, report } = this.options;
    const previews: Promise<void>[] = [];
    let progress: Progress = { stage: 'denoising', fraction: START.denoising };
    const show = (frame: Float32Array, shape: LatentShape) => {
      const sent = this.#sendPreview(frame, shape, () => progress);
      // Told when the steps are done, not as a rejection that nobody waits for.
      sent.catch(() => undefined);
      previews.push(sent);
    };
    await this.pipeline.denoise(latents, request, {
      signal,
      ...(this.pipeline.model.latentRgb === undefined
        ? {}
        : { preview: { intervalMs: PREVIEW_INTERVAL_MS, show } }),
      onStep: (step, totalSteps) => {
        const fraction = START.denoising + (START.decoding - START.denoising) * (step / totalSteps);
        progress = { stage: 'denoising', fraction, step, totalSteps };
        report(progress);
      },
    });
    await Promise.all(previews);
  }

  async #sendPreview(frame: Float32Array, shape: LatentShape, progress: () => Progress): Promise<void> {
    const { latentRgb } = this.pipeline.model;
    if (latentRgb === undefined) return;
    const { width, height } = shape;
    const { toPreview } = await smallImages();
    const jpeg = await toPreview({ rgb: previewImage(frame, shape, latentRgb), width, height });
    if (jpeg.length > MAX_PREVIEW_BYTES) return;
    this.options.report({ ...progress(), preview: new Uint8Array(jpeg) });
  }

  async #writeImage(latents: Float32Array, size: ClipSize): Promise<ClipOutput> {
    const rgb = new Uint8Array(size.width * size.height * 3);
    await this.#stage('decoding', async () => {
      for await (const video of this.pipeline.decode(latents, size)) writeRgbFrame(video, 0, rgb);
    });
    const path = join(this.options.workDir, IMAGE_FILE);
    await this.#stage('writing', async () => (await smallImages()).writePng(path, { rgb, ...size }));
    return { kind: 'image', fileName: IMAGE_FILE, stageMs: this.#stageMs };
  }

  /** Every piece is written as soon as it is decoded, so that only one is in memory. */
  async #writeClip(latents: Float32Array, size: ClipSize): Promise<void> {
    const frame = new Uint8Array(size.width * size.height * 3);
    const { signal, report } = this.options;
    await this.#intoFile(async (file) => {
      let written = 0;
      for await (const video of this.pipeline.decode(latents, size)) {
        for (let index = 0; index < video.numFrames; index += 1) {
          writeRgbFrame(video, index, frame);
          await file.write(frame);
        }
        written += video.numFrames;
        signal.throwIfAborted();
        report({ stage: 'decoding', fraction: between('decoding', 'writing', written / size.numFrames) });
      }
    });
  }

  async #talk(spec: GenerationSpec): Promise<ClipOutput> {
    const { inputs, signal, report, maxAudioSeconds } = this.options;
    const numFrames = await this.#intoFile((file) =>
      generateTalking(spec, file, {
        inputs,
        signal,
        maxAudioSeconds,
        onFrame: (part) => report({ stage: 'decoding', fraction: between('denoising', 'writing', part) }),
      }),
    );
    const { width, height, fps } = spec;
    return this.#frames({ width, height, numFrames, fps });
  }

  /** The stage `decoding`, whose frames go straight into the file; writing them is counted as `writing`. */
  async #intoFile<Result>(work: (file: FrameFile) => Promise<Result>): Promise<Result> {
    const file = await FrameFile.create(this.files, join(this.options.workDir, FRAMES_FILE));
    let result: Result;
    try {
      result = await this.#stage('decoding', () => work(file));
    } finally {
      await file.close();
    }
    this.options.report({ stage: 'writing', fraction: START.writing });
    this.#stageMs.decoding = Math.max(0, (this.#stageMs.decoding ?? 0) - file.writingMs);
    this.#stageMs.writing = file.writingMs;
    return result;
  }

  #frames(clip: ClipSize & { fps: number }): ClipOutput {
    return { kind: 'frames', fileName: FRAMES_FILE, ...clip, stageMs: this.#stageMs };
  }

  async #stage<Result>(stage: keyof typeof START, work: () => Promise<Result>): Promise<Result> {
    const { signal, report } = this.options;
    signal.throwIfAborted();
    report({ stage, fraction: START[stage] });
    const start = performance.now();
    const result = await work();
    this.#stageMs[stage] = performance.now() - start;
    return result;
  }
}

function between(from: keyof typeof START, to: keyof typeof START, part: number): number {
  return START[from] + (START[to] - START[from]) * part;
}
