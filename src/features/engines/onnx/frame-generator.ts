import { join } from 'node:path';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import type { GenerationSpec, Progress, Stage } from '../engine.port.js';
import { type DecodedVideo, writeRgbFrame } from './pipeline/rgb-frames.js';
import type { TextToVideoPipeline } from './pipeline/text-to-video.pipeline.js';
import type { FromWorker } from './worker-messages.js';

export const FRAMES_FILE = 'frames.rgb';

/** Where each stage begins on the way from 0 to 1; denoising is nearly all of the work. */
const START = { 'encoding prompt': 0.02, denoising: 0.03, decoding: 0.9, writing: 0.98 } as const;

export interface GenerationOptions {
  workDir: string;
  signal: AbortSignal;
  report: (progress: Progress) => void;
}

export type FramesOutput = Extract<FromWorker, { type: 'finished' }>['output'];

/** One whole generation: from a prompt to raw frames in a file. Measures its stages and reports them. */
export class FrameGenerator {
  readonly #stageMs: Partial<Record<Stage, number>> = {};

  constructor(
    private readonly pipeline: TextToVideoPipeline,
    private readonly files: FileSystemPort,
  ) {}

  /** @throws the reason of the signal */
  async generate(spec: GenerationSpec, options: GenerationOptions): Promise<FramesOutput> {
    const { pipeline } = this;
    await this.#stage('encoding prompt', options, async () => {
      await pipeline.encodePrompt(spec.prompt);
      if (spec.guidanceScale > 1) await pipeline.encodePrompt(spec.negativePrompt);
    });
    const latents = pipeline.noise(spec.seed, pipeline.shapeOf(spec));
    await this.#stage('denoising', options, () =>
      pipeline.denoise(latents, spec, {
        signal: options.signal,
        onStep: (step) => options.report(denoisingProgress(step, spec.steps)),
      }),
    );
    const video = await this.#stage('decoding', options, () => pipeline.decode(latents, spec));
    await this.#stage('writing', options, () => this.#write(video, join(options.workDir, FRAMES_FILE)));
    const { width, height, numFrames, fps } = spec;
    return { kind: 'frames', fileName: FRAMES_FILE, width, height, numFrames, fps, stageMs: this.#stageMs };
  }

  async #stage<Result>(
    stage: keyof typeof START,
    options: GenerationOptions,
    work: () => Promise<Result>,
  ): Promise<Result> {
    options.signal.throwIfAborted();
    options.report({ stage, fraction: START[stage] });
    const start = performance.now();
    const result = await work();
    this.#stageMs[stage] = performance.now() - start;
    return result;
  }

  async #write(video: DecodedVideo, path: string): Promise<void> {
    const frame = new Uint8Array(video.width * video.height * 3);
    const file = await this.files.open(path, 'create');
    try {
      for (let index = 0; index < video.numFrames; index += 1) {
        writeRgbFrame(video, index, frame);
        await file.write(frame);
      }
    } finally {
      await file.close();
    }
  }
}

function denoisingProgress(step: number, totalSteps: number): Progress {
  const fraction = START.denoising + (START.decoding - START.denoising) * (step / totalSteps);
  return { stage: 'denoising', fraction, step, totalSteps };
}
