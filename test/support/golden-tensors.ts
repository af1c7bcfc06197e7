import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What diffusers' own pipelines (PyTorch, float32) made, step by step; written by `models/tools/golden.py`.
 * `golden.bin` holds the tensors of `golden.json` one after the other, little-endian, in C order; offset and length in
 * bytes. Names begin with the case or the scheduler that they belong to.
 *
 * | name | dtype, shape | what |
 * |---|---|---|
 * | `<case>.text_embedding.prompt`, `.negative` | float32 [1, L, D] | zero after the prompt's end |
 * | `<case>.source` | uint8 [frames, height, width, 3] | the image or video that it starts from |
 * | `<case>.clean` | float32 [1, C, F, H, W] | its normalised latents |
 * | `<case>.noise`, `<case>.latents.after_step_<n>` | float32 [1, C, F, H, W] | the noise, then after each step |
 * | `<case>.sample` | float16 [1, 3, n, height, width] | the frames `frames` of the clip, -1..1 |
 * | `<scheduler>.sigmas.<steps>`, `.timesteps.<steps>` | float32 | the schedule for several numbers of steps |
 * | `<scheduler>.trajectory.start`, `.<steps>` | float32 [1, 1, 1, 8, 8], [steps, ...] | runs over a made-up network |
 */
const goldenSchema = z.object({
  shift: z.number(),
  schedules: z.array(z.number()),
  trajectories: z.array(z.number()),
  cases: z.array(
    z.object({
      name: z.string(),
      task: z.enum(['text-to-video', 'image-to-video', 'video-to-video']),
      width: z.number(),
      height: z.number(),
      num_frames: z.number(),
      steps: z.number(),
      guidance_scale: z.number(),
      strength: z.number().nullable(),
      prompt: z.string(),
      negative_prompt: z.string(),
      frames: z.array(z.number()),
    }),
  ),
  tensors: z.array(
    z.object({
      name: z.string(),
      dtype: z.enum(['float32', 'float16', 'uint8']),
      shape: z.array(z.number()),
      offset: z.number(),
      length: z.number(),
    }),
  ),
  tokenizer: z.array(z.object({ text: z.string(), ids: z.array(z.number()) })),
});
export type GoldenCase = z.infer<typeof goldenSchema>['cases'][number];

export class Golden {
  readonly content: z.infer<typeof goldenSchema>;
  readonly #bytes: Buffer;

  constructor(dir: string) {
    this.content = goldenSchema.parse(JSON.parse(readFileSync(join(dir, 'golden.json'), 'utf8')));
    this.#bytes = readFileSync(join(dir, 'golden.bin'));
  }

  float32(name: string): Float32Array {
    return new Float32Array(this.#copy(name));
  }

  uint8(name: string): Uint8Array {
    return new Uint8Array(this.#copy(name));
  }

  has(name: string): boolean {
    return this.content.tensors.some((tensor) => tensor.name === name);
  }

  float16(name: string): Float32Array {
    const view = new DataView(this.#copy(name));
    return Float32Array.from({ length: view.byteLength / 2 }, (_, index) =>
      fromFloat16(view.getUint16(index * 2, true)),
    );
  }

  /** A copy, because typed arrays of wider types need an aligned start. */
  #copy(name: string): ArrayBuffer {
    const tensor = this.content.tensors.find((candidate) => candidate.name === name);
    if (tensor === undefined) throw new Error(`golden.json has no tensor ${name}`);
    return new Uint8Array(this.#bytes.subarray(tensor.offset, tensor.offset + tensor.length)).buffer;
  }
}

/** IEEE 754 half precision. */
function fromFloat16(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function maxDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values instead of ${b.length}`);
  return a.reduce((max, value, at) => Math.max(max, Math.abs(value - (b[at] ?? Number.NaN))), 0);
}
