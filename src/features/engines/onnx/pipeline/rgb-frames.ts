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
