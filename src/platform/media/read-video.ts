import { Decoder, Demuxer, FilterAPI, type Frame } from 'node-av';
import { messageOf } from '../../kernel/errors.js';
import { quietFfmpeg } from './av-settings.js';
import { INPUT_OPTIONS, isPicture } from './input-streams.js';
import { MediaError } from './media.types.js';
import type { FrameSize, ResizeMode } from './resize-mode.js';
import { toFrameRate } from './frame-rate.js';

quietFfmpeg();

const SCALE_FLAGS = 'flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp';

const SHAPES: Record<ResizeMode, (size: string) => string> = {
  crop: (size) => `scale=${size}:force_original_aspect_ratio=increase:${SCALE_FLAGS},crop=${size}`,
  letterbox: (size) =>
    `scale=${size}:force_original_aspect_ratio=decrease:${SCALE_FLAGS},pad=${size}:(ow-iw)/2:(oh-ih)/2`,
  stretch: (size) => `scale=${size}:${SCALE_FLAGS}`,
};

/**
 * The frames of a video from its start, at `fps` frames a second whatever its own are, as RGB with 8 bits a channel,
 * width * height * 3 bytes each. Whoever reads may stop at any time.
 * @throws MediaError without the path
 */
export async function* readVideo(
  path: string,
  { width, height, mode, fps }: FrameSize & { fps: number },
): AsyncGenerator<Uint8Array> {
  const fail = (problem: string) =>
    new MediaError(`the video cannot be decoded: ${problem.replaceAll(path, '<video>')}`);
  await using input = await Demuxer.open(path, { options: INPUT_OPTIONS }).catch((error: unknown) => {
    throw fail(messageOf(error));
  });
  const stream = input.video();
  if (!isPicture(stream)) throw new MediaError('the file holds no video');
  const rate = toFrameRate(fps);
  const decoder = await Decoder.create(stream, { context: { threadCount: 1 } });
  using filter = FilterAPI.create(
    // Pixels that are not square first become so.
    `fps=${rate.num}/${rate.den},scale=iw*sar:ih,setsar=1,${SHAPES[mode](`${width}:${height}`)},format=rgb24`,
    { graph: { nbThreads: 1 } },
  );
  const shaped = async (frame: Frame | null): Promise<Uint8Array[]> => {
    const frames = await filter.processAll(frame).catch((error: unknown) => {
      throw fail(messageOf(error));
    });
    return frames.map((done) => {
      using _done = done;
      return new Uint8Array(done.toBuffer());
    });
  };
  try {
    let count = 0;
    for await (const packet of input.packets(stream.index)) {
      using _packet = packet;
      for (const frame of await decoder.decodeAll(packet)) {
        using _frame = frame;
        for (const pixels of await shaped(frame)) {
          count += 1;
          yield pixels;
        }
      }
      if (packet === null) break;
    }
    for (const pixels of await shaped(null)) {
      count += 1;
      yield pixels;
    }
    if (count === 0) throw new MediaError('the video has no frame that can be decoded');
  } finally {
    decoder.close();
  }
}
