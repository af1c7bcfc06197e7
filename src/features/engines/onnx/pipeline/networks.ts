import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf } from '../../../../kernel/errors.js';
import { ModelFolderError, NETWORK_FILES } from '../model/model-folder.js';

export interface NetworkOptions {
  provider: 'cpu' | 'cuda';
  /** Threads for the arithmetic of one network; fixed, because sums could depend on it. */
  threads: number;
}

/** Names as in Optimum's ONNX export of diffusers pipelines. */
const SIGNATURES = {
  textEncoder: { inputs: ['input_ids', 'attention_mask'], output: 'last_hidden_state' },
  transformer: { inputs: ['hidden_states', 'timestep', 'encoder_hidden_states'], output: 'out_sample' },
  vaeDecoder: { inputs: ['latent_sample'], output: 'sample' },
} as const;

type NetworkName = keyof typeof SIGNATURES;

async function loadNetwork(
  dir: string,
  name: NetworkName,
  options: NetworkOptions,
): Promise<InferenceSession> {
  const file = NETWORK_FILES[name];
  // These messages end up in the records of jobs, which hold no paths of the machine.
  const fail = (problem: string) =>
    new ModelFolderError(`The model cannot be used: ${file} ${problem.replaceAll(dir, '<model>')}`);
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(join(dir, file), {
      executionProviders: options.provider === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // Threads that spin while they wait would take the processor from other devices and from the portal.
      extra: { session: { use_deterministic_compute: '1', intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw fail(`could not be loaded: ${messageOf(error)}`);
  }
  const { inputs, output } = SIGNATURES[name];
  const isFitting =
    session.inputNames.length === inputs.length &&
    inputs.every((input) => session.inputNames.includes(input)) &&
    session.outputNames.includes(output);
  if (!isFitting) {
    const found = `${session.inputNames.join(', ')} -> ${session.outputNames.join(', ')}`;
    throw fail(`has ${found}; needed are ${inputs.join(', ')} -> ${output}`);
  }
  return session;
}

function float32Of(results: InferenceSession.ReturnType, name: string): Float32Array {
  const value = results[name];
  if (!(value?.data instanceof Float32Array)) throw new Error(`The output ${name} is not float32`);
  return value.data;
}

/** Latents of a batch: [batch, channels, frames, height, width]. */
export interface LatentShape {
  channels: number;
  frames: number;
  height: number;
  width: number;
}

/** The three networks of a model, as functions on typed arrays. Each call blocks the thread until it is done. */
export class Networks {
  private constructor(private readonly sessions: Readonly<Record<NetworkName, InferenceSession>>) {}

  static async load(dir: string, options: NetworkOptions): Promise<Networks> {
    return new Networks({
      textEncoder: await loadNetwork(dir, 'textEncoder', options),
      transformer: await loadNetwork(dir, 'transformer', options),
      vaeDecoder: await loadNetwork(dir, 'vaeDecoder', options),
    });
  }

  /** @returns [length, textDim] for one prompt of `ids.length` tokens */
  async encodeText(ids: BigInt64Array, mask: BigInt64Array): Promise<Float32Array> {
    const shape = [1, ids.length];
    const results = await this.sessions.textEncoder.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    });
    return float32Of(results, 'last_hidden_state');
  }

  /**
   * Prepares repeated runs of the transformer over the same buffers, which the caller fills before each run.
   * `latents` and `embeddings` hold `timesteps.length` items of a batch one after the other.
   */
  transformer(
    buffers: { latents: Float32Array; timesteps: Float32Array; embeddings: Float32Array },
    shape: LatentShape,
    textShape: readonly [length: number, dim: number],
  ): () => Promise<Float32Array> {
    const batch = buffers.timesteps.length;
    const dims = [batch, shape.channels, shape.frames, shape.height, shape.width];
    const feeds = {
      hidden_states: new Tensor('float32', buffers.latents, dims),
      timestep: new Tensor('float32', buffers.timesteps, [batch]),
      encoder_hidden_states: new Tensor('float32', buffers.embeddings, [batch, ...textShape]),
    };
    return async () => float32Of(await this.sessions.transformer.run(feeds), 'out_sample');
  }

  /** @returns [3, numFrames, height, width], values in -1..1 */
  async decode(latents: Float32Array, shape: LatentShape): Promise<Float32Array> {
    const dims = [1, shape.channels, shape.frames, shape.height, shape.width];
    const results = await this.sessions.vaeDecoder.run({
      latent_sample: new Tensor('float32', latents, dims),
    });
    return float32Of(results, 'sample');
  }

  async release(): Promise<void> {
    for (const session of Object.values(this.sessions)) await session.release();
  }
}
