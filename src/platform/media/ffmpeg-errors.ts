import { constants } from 'node:os';
import { FFmpegError } from 'node-av';
import { MediaError } from './media.types.js';

const ERRNO_NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** The result of a call into FFmpeg. @throws MediaError if it is negative */
export function check(result: number, operation: string): number {
  if (result >= 0) return result;
  // FFmpeg's errors are negative errno values, or tags far below those.
  throw new MediaError(`${operation}: ${FFmpegError.strerror(result)}`, ERRNO_NAMES.get(-result));
}
