import { MediaError } from '../../../platform/media/media.types.js';
import type { GenerationSpec, InputRole } from '../engine.port.js';

// FFmpeg and libvips are loaded when they are needed: most generations start from a text alone, and a worker that is
// ready sooner, and smaller, serves them better.
const readImage = async () => (await import('../../../platform/media/read-image.js')).readImage;
const readVideo = async () => (await import('../../../platform/media/read-video.js')).readVideo;

/** Absolute paths of the files that a generation starts from. */
export type InputPaths = Readonly<Partial<Record<InputRole, string>>>;

/** An input that is not what the task needs. The job is refused, the device is not at fault. */
export class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError';
}

/** Turns what is wrong with a file into what is wrong with the request. */
export async function withInput<Result>(role: InputRole, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MediaError)
      throw new UnusableInputError(`The input "${role}" cannot be used: ${error.message}.`);
    throw error;
  }
}

/** @throws UnusableInputError */
export function pathOf(inputs: InputPaths, role: InputRole): string {
  const path = inputs[role];
  if (path === undefined) throw new UnusableInputError(`The input "${role}" is missing.`);
  return path;
}

type Shape = Pick<GenerationSpec, 'width' | 'height' | 'resizeMode'>;

/** The image of a role in the size of the result, as RGB. @throws UnusableInputError */
export function imageOf(inputs: InputPaths, role: InputRole, spec: Shape): Promise<Uint8Array> {
  return withInput(role, async () => (await readImage())(pathOf(inputs, role), frameSize(spec)));
}

/** The video's frames in the size and at the rate of the result, as RGB. @throws UnusableInputError */
export async function* videoOf(
  inputs: InputPaths,
  spec: Shape & Pick<GenerationSpec, 'fps'>,
): AsyncGenerator<Uint8Array> {
  const read = await readVideo();
  const frames = read(pathOf(inputs, 'video'), { ...frameSize(spec), fps: spec.fps });
  try {
    for (;;) {
      const next = await withInput('video', () => frames.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await frames.return(undefined);
  }
}

function frameSize({ width, height, resizeMode }: Shape) {
  return { width, height, mode: resizeMode ?? 'crop' } as const;
}

/** One frame as a clip. */
export async function* still(frame: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield frame;
}
