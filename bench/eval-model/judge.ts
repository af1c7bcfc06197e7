// The judge: a small network, trained on rendered clips alone, that names what a clip shows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Clip } from './clips.ts';

const judgeSchema = z.object({
  /** Of the pictures it looks at, in pixels. */
  side: z.number().int().positive(),
  /** Which frames of a clip it looks at. */
  frames: z.array(z.number().int().min(0)).min(1),
  attributes: z.record(z.string(), z.array(z.string()).min(2)),
  validated_on: z.number().int().positive(),
  /** Its own, on rendered clips of held-out combinations. */
  accuracy: z.record(z.string(), z.number()),
  /** What rendered clips have, for comparison. */
  rendered: z.object({ flicker: z.number(), variety: z.number() }),
});
export type JudgeDescription = z.output<typeof judgeSchema>;

/** The value of every attribute. */
export type Labels = Readonly<Record<string, string>>;

/** The sum of one channel over `factor` x `factor` pixels of a frame; `start` is the first pixel's place in it. */
function sumOf(frame: Uint8Array, start: number, width: number, factor: number): number {
  let sum = 0;
  for (let dy = 0; dy < factor; dy += 1)
    for (let dx = 0; dx < factor; dx += 1) sum += frame[start + (dy * width + dx) * 3] ?? 0;
  return sum;
}

/**
 * One frame made smaller, each pixel the rounded mean of those it stands for.
 * @returns 0..1, [3, side, side]
 */
export function shrink(frame: Uint8Array, width: number, side: number): Float32Array {
  const factor = width / side;
  if (!Number.isInteger(factor)) throw new Error(`${width} pixels cannot be made ${side}`);
  return Float32Array.from({ length: 3 * side * side }, (_, at) => {
    const [channel, y, x] = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
    const start = (y * factor * width + x * factor) * 3 + channel;
    return Math.round(sumOf(frame, start, width, factor) / factor ** 2) / 255;
  });
}

/** The best scored value of every attribute; `scores` holds those of all attributes one after the other. */
export function namesOf(scores: Float32Array, attributes: JudgeDescription['attributes']): Labels {
  let start = 0;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, values]) => {
      const own = scores.subarray(start, start + values.length);
      start += values.length;
      return [name, values[own.indexOf(Math.max(...own))] ?? ''];
    }),
  );
}

export async function loadJudge(
  folder: string,
): Promise<{ description: JudgeDescription; look: (clip: Clip) => Promise<Labels> }> {
  const description = judgeSchema.parse(JSON.parse(readFileSync(join(folder, 'judge.json'), 'utf8')));
  const session = await InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 1 });
  const { side, frames, attributes } = description;

  async function look(clip: Clip): Promise<Labels> {
    const seen = new Float32Array(frames.length * 3 * side * side);
    for (const [place, index] of frames.entries()) {
      const frame = clip.frames[index];
      if (frame === undefined) throw new Error(`The clip has no frame ${index}`);
      seen.set(shrink(frame, clip.width, side), place * 3 * side * side);
    }
    const tensor = new Tensor('float32', seen, [1, frames.length, 3, side, side]);
    const { scores } = await session.run({ frames: tensor });
    if (!(scores?.data instanceof Float32Array)) throw new Error('The judge gave no scores');
    return namesOf(scores.data, attributes);
  }
  return { description, look };
}
