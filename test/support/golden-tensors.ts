import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What the reference implementation (diffusers, PyTorch, float32) made of one request, step by step. `golden.bin`
 * holds the tensors of `golden.json` one after the other, little-endian, in C order; offset and length in bytes.
 *
 * | name | dtype, shape | what |
 * |---|---|---|
 * | `input_ids`, `attention_mask` | int64 [1, L] | the prompt, tokenized and padded |
 * | `prompt_embeds`, `negative_prompt_embeds` | float32 [1, L, D] | zero after the prompt's end |
 * | `timesteps` | float32 [steps] | what the transformer was told |
 * | `latents_0` ... `latents_<steps>` | float32 [1, C, F, H, W] | the starting noise, then after each step |
 * | `frames` | uint8 [T, H, W, 3] | as `postprocess_video` and `numpy_to_pil` make them |
 */
const goldenSchema = z.object({
  request: z.object({
    prompt: z.string(),
    negative_prompt: z.string(),
    guidance_scale: z.number(),
    steps: z.number(),
    width: z.number(),
    height: z.number(),
    num_frames: z.number(),
  }),
  tensors: z.array(
    z.object({
      name: z.string(),
      dtype: z.enum(['float32', 'int64', 'uint8']),
      shape: z.array(z.number()),
      offset: z.number(),
      length: z.number(),
    }),
  ),
});

export type GoldenRequest = z.infer<typeof goldenSchema>['request'];

export class Golden {
  readonly request: GoldenRequest;
  readonly #tensors = new Map<string, ArrayBuffer>();

  constructor(dir: string) {
    const { request, tensors } = goldenSchema.parse(
      JSON.parse(readFileSync(join(dir, 'golden.json'), 'utf8')),
    );
    const bytes = readFileSync(join(dir, 'golden.bin'));
    this.request = request;
    for (const { name, offset, length } of tensors) {
      // A copy, because typed arrays of wider types need an aligned start.
      this.#tensors.set(name, new Uint8Array(bytes.subarray(offset, offset + length)).buffer);
    }
  }

  float32(name: string): Float32Array {
    return new Float32Array(this.#bytes(name));
  }

  int64(name: string): BigInt64Array {
    return new BigInt64Array(this.#bytes(name));
  }

  uint8(name: string): Uint8Array {
    return new Uint8Array(this.#bytes(name));
  }

  #bytes(name: string): ArrayBuffer {
    const bytes = this.#tensors.get(name);
    if (bytes === undefined) throw new Error(`golden.json has no tensor ${name}`);
    return bytes;
  }
}

export function maxDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values instead of ${b.length}`);
  return a.reduce((max, value, at) => Math.max(max, Math.abs(value - (b[at] ?? Number.NaN))), 0);
}
