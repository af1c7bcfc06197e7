import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { CacheShape } from '../model/model.schema.js';
import { FRAME_INDEX } from '../model/network-signatures.js';
import { float32Of, loadNetwork, type NetworkOptions } from './network-file.js';

export interface StreamingParts {
  dir: string;
  file: string;
  /** Names of the main input and output. */
  input: string;
  output: string;
  caches: readonly CacheShape[];
}

/** What a stream is fed with, piece by piece; the result of each piece. */
export type Stream = (values: Float32Array, dims: readonly number[]) => Promise<Float32Array>;

/** A half of the VAE that takes one latent frame's worth at a time and hands its caches on to the next. */
export class StreamingNetwork {
  private constructor(
    private readonly session: InferenceSession,
    private readonly parts: StreamingParts,
  ) {}

  static async load(parts: StreamingParts, options: NetworkOptions): Promise<StreamingNetwork> {
    return new StreamingNetwork(await loadNetwork(parts.dir, parts.file, options), parts);
  }

  /** Begins a video. @param height and width: of its latents */
  begin(height: number, width: number): Stream {
    const { input, output, caches } = this.parts;
    const zeros = () =>
      caches.map(({ channels, frames, scale }) => {
        const dims = [1, channels, frames, scale * height, scale * width];
        return new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b)), dims);
      });
    // Written into in turns: without a place of its own each output is a new array, and that for every frame.
    let [kept, next] = [zeros(), zeros()];
    let index = 0n;
    return async (values, dims) => {
      const feeds: Record<string, Tensor> = {
        [input]: new Tensor('float32', values, dims),
        [FRAME_INDEX]: new Tensor('int64', BigInt64Array.of(index), [1]),
      };
      const fetches: Record<string, Tensor | null> = { [output]: null };
      for (const [at, cache] of kept.entries()) {
        feeds[`cache_in_${at}`] = cache;
        fetches[`cache_out_${at}`] = next[at] ?? null;
      }
      const results = await this.session.run(feeds, fetches);
      [kept, next] = [next, kept];
      index += 1n;
      return float32Of(results, output);
    };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
