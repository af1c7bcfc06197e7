import type { CacheShape } from './model.schema.js';

/** Where the networks lie in a model folder. */
export const NETWORK_FILES = {
  textEncoder: 'text_encoder/model.onnx',
  transformer: 'transformer/model.onnx',
  vaeDecoder: 'vae_decoder/model.onnx',
  vaeEncoder: 'vae_encoder/model.onnx',
} as const;

export const FRAME_INDEX = 'frame_index';

/** A tensor that a graph must take or give; a size is undefined where it depends on the request. */
export interface Slot {
  name: string;
  type: 'float32' | 'int64';
  dims: readonly (number | undefined)[];
}

/** All inputs of a graph, and the outputs that are used. */
export interface Signature {
  inputs: readonly Slot[];
  outputs: readonly Slot[];
}

/** What decides the sizes in the signatures. */
export interface SignatureFacts {
  textDim: number;
  channels: number;
  expandTimesteps: boolean;
  decoderCaches: readonly CacheShape[] | undefined;
  encoderCaches: readonly CacheShape[] | undefined;
}

const any = undefined;
const float = (name: string, ...dims: readonly (number | undefined)[]): Slot => ({
  name,
  type: 'float32',
  dims,
});
const whole = (name: string, ...dims: readonly (number | undefined)[]): Slot => ({
  name,
  type: 'int64',
  dims,
});

/** Names as in Optimum's ONNX export of diffusers pipelines; see `docs/model-folder.md`. */
export function signaturesOf(
  facts: SignatureFacts,
): Record<keyof typeof NETWORK_FILES, Signature | undefined> {
  const { textDim, channels, expandTimesteps, decoderCaches, encoderCaches } = facts;
  const latents = (name: string) => float(name, any, channels, any, any, any);
  return {
    textEncoder: {
      inputs: [whole('input_ids', any, any), whole('attention_mask', any, any)],
      outputs: [float('last_hidden_state', any, any, textDim)],
    },
    transformer: {
      inputs: [
        latents('hidden_states'),
        expandTimesteps ? float('timestep', any, any) : float('timestep', any),
        float('encoder_hidden_states', any, any, textDim),
      ],
      outputs: [latents('out_sample')],
    },
    vaeDecoder:
      decoderCaches === undefined
        ? { inputs: [latents('latent_sample')], outputs: [float('sample', any, 3, any, any, any)] }
        : streaming(latents('latent_sample'), float('sample', any, 3, any, any, any), decoderCaches),
    vaeEncoder:
      encoderCaches &&
      streaming(float('sample', any, 3, any, any, any), latents('latent_mean'), encoderCaches),
  };
}

function streaming(input: Slot, output: Slot, caches: readonly CacheShape[]): Signature {
  const slots = (prefix: string) =>
    caches.map(({ channels, frames }, at) => float(`${prefix}_${at}`, any, channels, frames, any, any));
  return {
    inputs: [input, whole(FRAME_INDEX, 1), ...slots('cache_in')],
    outputs: [output, ...slots('cache_out')],
  };
}
