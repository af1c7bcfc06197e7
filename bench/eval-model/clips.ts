// Clips of the released model, made by the product's own pipeline.
import { availableParallelism } from 'node:os';
import { load, modelDir } from '../support/build.ts';

type Pipelines = typeof import('../../src/features/engines/onnx/pipeline/wan.pipeline.js');
type Frames = typeof import('../../src/features/engines/onnx/pipeline/rgb-frames.js');
type Model = typeof import('../../src/features/engines/onnx/model/open-groups.js') &
  typeof import('../../src/features/engines/onnx/model/vocabulary.js');
type Storage = typeof import('../../src/platform/storage/index.js');

export interface Clip {
  width: number;
  height: number;
  /** RGB, 8 bits a channel, row after row. */
  frames: Uint8Array[];
}

export interface ClipRequest {
  prompt: string;
  seed: number;
  negativePrompt?: string;
  numFrames?: number;
  /** Everything else, the default of the model. */
  steps?: number;
  guidanceScale?: number;
}

export type MakeClip = (request: ClipRequest) => Promise<Clip>;

/** @throws if the model folder does not fit */
export async function loadModel(): Promise<{ name: string; makeClip: MakeClip }> {
  const folder = 'features/engines/onnx/pipeline';
  const { WanPipeline } = await load<Pipelines>(`${folder}/wan.pipeline.js`);
  const { writeRgbFrame } = await load<Frames>(`${folder}/rgb-frames.js`);
  const { NodeFileSystem } = await load<Storage>('platform/storage/index.js');
  const options = { provider: 'cpu' as const, threads: availableParallelism() };
  const pipeline = await WanPipeline.load(new NodeFileSystem(), modelDir, options);
  const { vocabulary, capabilities } = pipeline.model;
  const { defaults } = capabilities;
  const model = 'features/engines/onnx/model';
  const { PromptReader } = await load<Model>(`${model}/vocabulary.js`);
  const { completed } = await load<Model>(`${model}/open-groups.js`);
  const reader = vocabulary && new PromptReader(vocabulary);
  const { signal } = new AbortController();

  async function makeClip(request: ClipRequest): Promise<Clip> {
    const asked = { ...defaults, ...request };
    // As the engine does it.
    const { prompt } = vocabulary && reader ? completed(vocabulary, reader, asked) : asked;
    const whole = { ...asked, prompt };
    const size = { width: whole.width, height: whole.height, numFrames: whole.numFrames };
    const latents = pipeline.noise(whole.seed, pipeline.shapeOf(size));
    await pipeline.denoise(latents, whole, { signal });
    const frames: Uint8Array[] = [];
    for await (const piece of pipeline.decode(latents, size)) {
      for (let index = 0; index < piece.numFrames; index += 1) {
        const frame = new Uint8Array(size.width * size.height * 3);
        writeRgbFrame(piece, index, frame);
        frames.push(frame);
      }
    }
    return { ...size, frames };
  }
  return { name: pipeline.model.name, makeClip };
}
