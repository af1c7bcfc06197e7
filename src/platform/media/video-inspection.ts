import { avGetCodecName, Demuxer, type Stream } from 'node-av';
import type { Inspection } from './encoder-messages.js';
import { MediaError } from './media.types.js';

/** Reads what a video file says about itself. Blocks the thread. */
export function inspect(path: string): Inspection {
  using demuxer = Demuxer.openSync(path);
  const stream = demuxer.video();
  if (stream === undefined) throw new MediaError('The file holds no video');
  const { num, den } = stream.avgFrameRate;
  return {
    video: {
      width: stream.codecpar.width,
      height: stream.codecpar.height,
      numFrames: Number(stream.nbFrames),
      fps: den === 0 ? 0 : num / den,
      durationSeconds: durationOf(stream, demuxer.duration),
      codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
    },
    tags: demuxer.metadata,
  };
}

/** The stream's own duration is exact; the container's is rounded to its clock. */
function durationOf(stream: Stream, containerSeconds: number): number {
  const { num, den } = stream.timeBase;
  return stream.duration > 0n && den !== 0 ? (Number(stream.duration) * num) / den : containerSeconds;
}
