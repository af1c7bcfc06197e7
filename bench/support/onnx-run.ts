// Times whole clips of the embedded engine against its bare networks, in a process of its own. Sends one message.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { load } from './build.ts';

export interface OnnxTimes {
  /** Whole pipeline: from the prompt to raw frames in a file, ms. */
  pipelineMs: number[];
  /** The same runs of the same networks, with nothing in between, ms. */
  bareMs: number[];
  /** Of each pair, in processor time, which other work on the machine does not change. */
  processorRatios: number[];
  loadMs: number;
  highestMemoryMb: number;
  clip: string;
}

const [modelDir = '', folder = '.', rounds = '3'] = process.argv.slice(2);
const { WanPipeline } = await load<typeof import('../../src/features/engines/onnx/pipeline/wan.pipeline.js')>(
  'features/engines/onnx/pipeline/wan.pipeline.js',
);
const { ClipGenerator } = await load<typeof import('../../src/features/engines/onnx/clip-generator.js')>(
  'features/engines/onnx/clip-generator.js',
);
const { NodeFileSystem } =
  await load<typeof import('../../src/platform/storage/index.js')>('platform/storage/index.js');

const files = new NodeFileSystem();
const loadStartedAt = performance.now();
const pipeline = await WanPipeline.load(files, modelDir, { provider: 'cpu', threads: 1 });
const loadMs = performance.now() - loadStartedAt;
const { defaults } = pipeline.model.capabilities;
const spec = { task: 'text-to-video' as const, prompt: '', seed: 1, ...defaults };

async function clip(prompt: string): Promise<number> {
  const workDir = await mkdtemp(join(folder, 'clip-'));
  const startedAt = performance.now();
  await new ClipGenerator(pipeline, files, {
    workDir,
    inputs: {},
    signal: new AbortController().signal,
    report: () => undefined,
    maxAudioSeconds: 600,
  }).generate({ ...spec, prompt });
  const ms = performance.now() - startedAt;
  await rm(workDir, { recursive: true });
  return ms;
}

type Feeds = Record<string, Tensor>;

/** The pipeline's own sessions: the same files, options and threads. */
function sessionsOf(): Record<'textEncoder' | 'transformer' | 'vaeDecoder', InferenceSession> {
  return Reflect.get(pipeline.networks, 'sessions') as ReturnType<typeof sessionsOf>;
}

function feeds(): { text: Feeds; step: Feeds; decode: Feeds } {
  const { maxSequenceLength: length, textDim, channels } = pipeline.model;
  const { frames, height, width } = pipeline.shapeOf(spec);
  const batch = spec.guidanceScale > 1 ? 2 : 1;
  const floats = (dims: number[]) => {
    const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i));
    return new Tensor('float32', values, dims);
  };
  const ids = BigInt64Array.from({ length }, () => 1n);
  return {
    text: {
      input_ids: new Tensor('int64', ids, [1, length]),
      attention_mask: new Tensor('int64', ids, [1, length]),
    },
    step: {
      hidden_states: floats([batch, channels, frames, height, width]),
      timestep: new Tensor('float32', new Float32Array(batch).fill(500), [batch]),
      encoder_hidden_states: floats([batch, length, textDim]),
    },
    decode: { latent_sample: floats([1, channels, frames, height, width]) },
  };
}

async function bare(inputs: ReturnType<typeof feeds>): Promise<number> {
  const { textEncoder, transformer, vaeDecoder } = sessionsOf();
  const startedAt = performance.now();
  // The negative prompt is encoded once for all clips.
  await textEncoder.run(inputs.text);
  for (let step = 0; step < spec.steps; step += 1) await transformer.run(inputs.step);
  await vaeDecoder.run(inputs.decode);
  return performance.now() - startedAt;
}

const inputs = feeds();
await clip('a red cube turns');
await bare(inputs);
const pipelineMs: number[] = [];
const bareMs: number[] = [];
const processorRatios: number[] = [];

async function processorMsOf(work: Promise<number>, into: number[]): Promise<number> {
  const before = process.cpuUsage();
  into.push(await work);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (let round = 0; round < Number(rounds); round += 1) {
  // A new prompt each time: known ones are not encoded again.
  const whole = await processorMsOf(clip(`a blue ball rolls over sand, take ${round}`), pipelineMs);
  processorRatios.push(whole / (await processorMsOf(bare(inputs), bareMs)));
}
const highestKib = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.send?.({
  pipelineMs,
  bareMs,
  processorRatios,
  loadMs,
  highestMemoryMb: (highestKib * 1024) / 1e6,
  clip: `${spec.width}x${spec.height}, ${spec.numFrames} frames, ${spec.steps} steps, guidance ${spec.guidanceScale}`,
} satisfies OnnxTimes);
