const f32 = Math.fround;

/** -1..1 to 0..255, rounding halves to even as NumPy does; NaN becomes 0. */
function toByte(value: number): number {
  const unit = f32(f32(value * 0.5) + 0.5);
  if (!(unit > 0)) return 0;
  if (unit >= 1) return 255;
  const scaled = f32(unit * 255);
  const rounded = Math.floor(scaled + 0.5);
  return rounded - scaled === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

export interface DecodedVideo {
  /** [3, numFrames, height, width], values in -1..1. */
  sample: Float32Array;
  width: number;
  height: number;
  numFrames: number;
}

/**
 * One frame as RGB, 8 bits a channel, row after row without padding, as diffusers' video processor makes it.
 * @param target height * width * 3 bytes
 */
export function writeRgbFrame(
  { sample, width, height, numFrames }: DecodedVideo,
  frame: number,
  target: Uint8Array,
): void {
  const plane = width * height;
  for (let channel = 0; channel < 3; channel += 1) {
    const start = (channel * numFrames + frame) * plane;
    for (let i = 0, at = channel; i < plane; i += 1, at += 3)
      target[at] = toByte(sample[start + i] as number);
  }
}

export interface PixelPiece {
  /** [3, count, height, width], values in -1..1. */
  values: Float32Array;
  count: number;
}

/**
 * Frames as an encoder wants them: the first one alone, then `later` at a time. The last one is repeated where there are
 * fewer than `numFrames`.
 * @param frames RGB, 8 bits a channel, height * width * 3 bytes each
 */
export async function* readRgbFrames(
  frames: AsyncIterable<Uint8Array>,
  { width, height, numFrames, later }: { width: number; height: number; numFrames: number; later: number },
): AsyncGenerator<PixelPiece> {
  let piece: Uint8Array[] = [];
  let seen = 0;
  let last: Uint8Array | undefined;
  const isFull = () => piece.length === (seen <= 1 ? 1 : later);
  for await (const frame of frames) {
    if (seen === numFrames) return;
    last = frame.slice();
    piece.push(last);
    seen += 1;
    if (!isFull()) continue;
    yield toPiece(piece, width * height);
    piece = [];
    if (seen === numFrames) return;
  }
  if (last === undefined) throw new Error('there is no frame to encode');
  while (seen < numFrames) {
    piece.push(last);
    seen += 1;
    if (!isFull()) continue;
    yield toPiece(piece, width * height);
    piece = [];
  }
}

/** Bytes to -1..1 as diffusers' video processor does it. */
const UNITS = Float32Array.from({ length: 256 }, (_, byte) => f32(f32(2 * f32(byte / 255)) - 1));

function toPiece(frames: readonly Uint8Array[], plane: number): PixelPiece {
  const values = new Float32Array(3 * frames.length * plane);
  for (const [index, frame] of frames.entries()) {
    for (let channel = 0; channel < 3; channel += 1) {
      const start = (channel * frames.length + index) * plane;
      for (let i = 0, at = channel; i < plane; i += 1, at += 3)
        values[start + i] = UNITS[frame[at] as number] as number;
    }
  }
  return { values, count: frames.length };
}
