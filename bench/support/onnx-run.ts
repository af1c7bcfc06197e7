// Times whole clips of the embedded engine against its bare networks, in a process of its own. Sends one message.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from './build.ts';
import { PythonReference } from './python-reference.ts';

export interface OnnxTimes {
  /** Whole pipeline: from the prompt to raw frames in a file, ms. */
  pipelineMs: number[];
  /** The same runs of the same networks, with nothing in between, ms. */
  bareMs: number[];
  /** Of each pair, in processor time, which other work on the machine does not change. */
  processorRatios: number[];
  /** The same clips by Python's onnxruntime, ms; empty where there is none. */
  pythonMs: number[];
  /** In processor time, which other work on the machine does not change. */
  pythonProcessorRatios: number[];
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

interface BareRuns {
  text: () => Promise<unknown>;
  step: () => Promise<unknown>;
  decode: () => Promise<void>;
}

/** The pipeline's own networks over made-up values of the right sizes. */
function bareRuns(): BareRuns {
  const { maxSequenceLength: length, textDim, patch, expandTimesteps } = pipeline.model;
  const shape = pipeline.shapeOf(spec);
  const { channels, frames, height, width } = shape;
  const batch = spec.guidanceScale > 1 ? 2 : 1;
  const floats = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  const { ids, length: told } = pipeline.tokenizer.tokenize('a blue ball rolls over sand, take 0');
  const words = ids.subarray(0, told);
  const mask = words.map(() => 1n);
  const patches = (frames / patch[0]) * (height / patch[1]) * (width / patch[2]);
  const latents = floats(channels * frames * height * width);
  return {
    text: () => pipeline.networks.encodeText(words, mask),
    step: pipeline.networks.transformer(
      {
        batch,
        latents: floats(batch * latents.length),
        timesteps: new Float32Array(expandTimesteps ? batch * patches : batch).fill(500),
        isExpanded: expandTimesteps,
        embeddings: floats(batch * length * textDim),
      },
      shape,
      [length, textDim],
    ),
    decode: async () => {
      for await (const piece of pipeline.networks.decode(latents, shape)) void piece;
    },
  };
}

async function bare({ text, step, decode }: BareRuns): Promise<number> {
  const startedAt = performance.now();
  // The negative prompt is encoded once for all clips.
  await text();
  for (let index = 0; index < spec.steps; index += 1) await step();
  await decode();
  return performance.now() - startedAt;
}

const inputs = bareRuns();
await clip('a red cube turns');
await bare(inputs);
const pipelineMs: number[] = [];
const bareMs: number[] = [];
const processorRatios: number[] = [];
const pythonMs: number[] = [];
const pythonProcessorRatios: number[] = [];
const python = await PythonReference.start(modelDir, 1);
await python?.clip('a red cube turns');

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
  const other = await python?.clip(`a blue ball rolls over sand, take ${round}`);
  if (other === undefined) continue;
  pythonMs.push(other.ms);
  pythonProcessorRatios.push(whole / other.processorMs);
}
python?.stop();
const highestKib = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
process.send?.({
  pipelineMs,
  bareMs,
  processorRatios,
  pythonMs,
  pythonProcessorRatios,
  loadMs,
  highestMemoryMb: (highestKib * 1024) / 1e6,
  clip: `${spec.width}x${spec.height}, ${spec.numFrames} frames, ${spec.steps} steps, guidance ${spec.guidanceScale}`,
} satisfies OnnxTimes);
