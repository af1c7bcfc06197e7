import type { IntegerRange } from './engine.port.js';

/** A length that no clip of an engine has; `limit` is the nearest that one has, in seconds. */
export interface LengthProblem {
  kind: 'too-long' | 'too-short';
  limit: number;
  /** Frames of that clip. */
  numFrames: number;
}

/** A clip of whole seconds often has one frame more: 81 frames are 5 seconds of 16 frames. */
const EXTRA_FRAMES = 1;

/**
 * The number of frames, among those that an engine makes, that comes nearest to a length. Of two that are equally
 * near, the larger. A length that is nearest to what lies beyond the engine's ends is a problem.
 */
export function framesFor(seconds: number, fps: number, range: IntegerRange): number | LengthProblem {
  const { multipleOf = 1, plus = 0 } = range;
  const first = plus + Math.ceil((range.min - plus) / multipleOf) * multipleOf;
  const last = plus + Math.floor((range.max - plus) / multipleOf) * multipleOf;
  const wanted = seconds * fps;
  const nearest = plus + Math.round((wanted - plus) / multipleOf) * multipleOf;
  if (nearest > last && wanted - last > EXTRA_FRAMES)
    return { kind: 'too-long', limit: secondsOf(last, fps), numFrames: last };
  if (nearest < first && first - wanted > EXTRA_FRAMES)
    return { kind: 'too-short', limit: secondsOf(first, fps), numFrames: first };
  return Math.min(Math.max(nearest, first), last);
}

/** The length of a clip in seconds; a frame more or less than whole seconds does not count. */
export function secondsOf(numFrames: number, fps: number): number {
  const exact = numFrames / fps;
  const whole = Math.round(exact);
  if (whole > 0 && Math.abs(exact - whole) * fps <= EXTRA_FRAMES + 1e-9) return whole;
  return Math.round(exact * 1000) / 1000;
}
