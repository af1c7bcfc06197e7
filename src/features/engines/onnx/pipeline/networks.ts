import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelDescription } from '../model/model-folder.js';
import { NETWORK_FILES } from '../model/network-signatures.js';
import { float32Of, loadNetwork, type NetworkOptions } from './network-file.js';
import { type Stream, StreamingNetwork } from './streaming-network.js';

/** Latents of a batch: [batch, channels, frames, height, width]. */
export interface LatentShape {
  channels: number;
  frames: number;
  height: number;
  width: number;
}

interface Sessions {
  textEncoder: InferenceSession;
  transformer: InferenceSession;
  /** Takes whole clips, or one latent frame after the other. */
  vaeDecoder: InferenceSession | StreamingNetwork;
  vaeEncoder: StreamingNetwork | undefined;
}

export interface TransformerBuffers {
  batch: number;
  latents: Float32Array;
  timesteps: Float32Array;
  /** One timestep a patch instead of one an item. */
  isExpanded: boolean;
  embeddings: Float32Array;
}

/** The networks of a model, as functions on typed arrays. Each call blocks the thread until it is done. */
export class Networks {
  private constructor(private readonly sessions: Sessions) {}

  static async load(model: ModelDescription, options: NetworkOptions): Promise<Networks> {
    const { dir, decoderCaches, encoderCaches } = model;
    return new Networks({
      textEncoder: await loadNetwork(dir, NETWORK_FILES.textEncoder, options),
      transformer: await loadNetwork(dir, NETWORK_FILES.transformer, options),
      vaeDecoder:
        decoderCaches === undefined
          ? await loadNetwork(dir, NETWORK_FILES.vaeDecoder, options)
          : await StreamingNetwork.load(
              {
                dir,
                file: NETWORK_FILES.vaeDecoder,
                input: 'latent_sample',
                output: 'sample',
                caches: decoderCaches,
              },
              options,
            ),
      vaeEncoder:
        encoderCaches &&
        (await StreamingNetwork.load(
          {
            dir,
            file: NETWORK_FILES.vaeEncoder,
            input: 'sample',
            output: 'latent_mean',
            caches: encoderCaches,
          },
          options,
        )),
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
   * `latents` and `embeddings` hold `batch` items one after the other; `timesteps` one value an item, or where the
   * model wants them expanded, one a patch.
   */
  transformer(
    buffers: TransformerBuffers,
    shape: LatentShape,
    textShape: readonly [length: number, dim: number],
  ): () => Promise<Float32Array> {
    const { batch, timesteps, isExpanded } = buffers;
    const dims = [batch, shape.channels, shape.frames, shape.height, shape.width];
    const timestepDims = isExpanded ? [batch, timesteps.length / batch] : [batch];
    const feeds = {
      hidden_states: new Tensor('float32', buffers.latents, dims),
      timestep: new Tensor('float32', timesteps, timestepDims),
      encoder_hidden_states: new Tensor('float32', buffers.embeddings, [batch, ...textShape]),
    };
    return async () => float32Of(await this.sessions.transformer.run(feeds), 'out_sample');
  }

  /**
   * The frames of a clip, piece by piece: [3, frames of the piece, height, width], values in -1..1.
   * @param latents [channels, frames, height, width]
   */
  async *decode(latents: Float32Array, shape: LatentShape): AsyncGenerator<Float32Array> {
    const { channels, frames, height, width } = shape;
    const decoder = this.sessions.vaeDecoder;
    if (!(decoder instanceof StreamingNetwork)) {
      const dims = [1, channels, frames, height, width];
      yield float32Of(await decoder.run({ latent_sample: new Tensor('float32', latents, dims) }), 'sample');
      return;
    }
    const stream = decoder.begin(height, width);
    for (let frame = 0; frame < frames; frame += 1) {
      yield await stream(latentFrame(latents, shape, frame), [1, channels, 1, height, width]);
    }
  }

  /** Begins to encode a clip: fed with its first frame, then with as many at a time as one latent frame stands for. */
  encoder(height: number, width: number): Stream {
    if (this.sessions.vaeEncoder === undefined) throw new Error('The model has no vae_encoder');
    return this.sessions.vaeEncoder.begin(height, width);
  }

  async release(): Promise<void> {
    const { textEncoder, transformer, vaeDecoder, vaeEncoder } = this.sessions;
    for (const session of [textEncoder, transformer, vaeDecoder, vaeEncoder]) await session?.release();
  }
}

/** One frame of latents [channels, frames, height, width], as [channels, 1, height, width]. */
export function latentFrame(
  latents: Float32Array,
  { channels, frames, height, width }: LatentShape,
  frame: number,
): Float32Array {
  const plane = height * width;
  const result = new Float32Array(channels * plane);
  for (let channel = 0; channel < channels; channel += 1) {
    const start = (channel * frames + frame) * plane;
    result.set(latents.subarray(start, start + plane), channel * plane);
  }
  return result;
}

/** Puts one frame, [channels, 1, height, width], into latents [channels, frames, height, width]. */
export function setLatentFrame(
  latents: Float32Array,
  { channels, frames, height, width }: LatentShape,
  frame: number,
  values: Float32Array,
): void {
  const plane = height * width;
  for (let channel = 0; channel < channels; channel += 1) {
    latents.set(values.subarray(channel * plane, (channel + 1) * plane), (channel * frames + frame) * plane);
  }
}
