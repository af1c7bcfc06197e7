import { Decoder, Demuxer, type Packet, type Stream } from 'node-av';
import sharp from 'sharp';
import type { LookOrder, MediaFacts } from './encoder-messages.js';
import { INPUT_OPTIONS, isPicture } from './input-streams.js';
import { MediaError } from './media.types.js';

/** Of the duration that a file tells, at least this part must be there; the rest may be rounding. */
const WHOLE_PART = 0.75;
/** Larger than any camera's; a few bytes may claim anything, and a decoder makes room for it. */
const MAX_VIDEO_SIDE = 8192;
const MAX_PACKETS = 20_000_000;
/** Packets after which a stream that gave no picture or sound is given up. */
const MAX_SILENT_PACKETS = 500;

/**
 * What an image, video or audio file from outside really holds: of an image every pixel is decoded, of the others the
 * first picture or sound, and they are read to their end.
 * @throws MediaError
 */
export function lookAtFile(order: LookOrder): Promise<MediaFacts> {
  return order.expected === 'image' ? lookAtImage(order) : lookAtStreams(order);
}

async function lookAtImage({ path, maxPixels }: LookOrder): Promise<MediaFacts> {
  const { width, height } = await sharp(path, { limitInputPixels: false }).metadata();
  if (width * height > maxPixels)
    throw new MediaError(
      `the image is ${width} x ${height}; at most ${maxPixels} pixels are taken`,
      'TOO_LARGE',
    );
  // Small, but made of the whole image, so that a torn one is noticed.
  await sharp(path, { limitInputPixels: maxPixels, failOn: 'truncated' }).resize(16, 16).raw().toBuffer();
  return { kind: 'image', width, height };
}

async function lookAtStreams({ path }: LookOrder): Promise<MediaFacts> {
  await using input = await Demuxer.open(path, { options: INPUT_OPTIONS });
  const video = input.video();
  const stream = isPicture(video) ? video : input.audio();
  if (stream === undefined) throw new MediaError('the file holds neither video nor audio');
  refuseExcess(stream);
  const { end, isDecoded } = await readThrough(input, stream);
  if (!isDecoded) throw new MediaError('nothing in the file can be decoded');
  if (end < WHOLE_PART * input.duration)
    throw new MediaError(`the file ends after ${end.toFixed(1)} of ${input.duration.toFixed(1)} s`);
  const { width, height } = stream.codecpar;
  return stream === video
    ? { kind: 'video', width, height, durationSeconds: end }
    : { kind: 'audio', durationSeconds: end };
}

/** @throws MediaError */
function refuseExcess({ codecpar: { width, height } }: Stream): void {
  if (width > MAX_VIDEO_SIDE || height > MAX_VIDEO_SIDE)
    throw new MediaError(
      `the video is ${width} x ${height}; sides of up to ${MAX_VIDEO_SIDE} are taken`,
      'TOO_LARGE',
    );
}

async function readThrough(input: Demuxer, stream: Stream): Promise<{ end: number; isDecoded: boolean }> {
  const decoder = await Decoder.create(stream, { context: { threadCount: 1 } });
  try {
    const seen = { end: 0, packets: 0, isDecoded: false };
    for await (const packet of input.packets(stream.index)) {
      if (packet === null) break;
      using _packet = packet;
      seen.packets += 1;
      if (seen.packets > MAX_PACKETS) throw new MediaError(`it has more than ${MAX_PACKETS} packets`);
      seen.end = Math.max(seen.end, endOf(packet));
      if (!seen.isDecoded && seen.packets <= MAX_SILENT_PACKETS)
        seen.isDecoded = await decodes(decoder, packet);
    }
    // A short one may still be in the decoder.
    if (!seen.isDecoded && seen.packets <= MAX_SILENT_PACKETS) seen.isDecoded = await decodes(decoder, null);
    return seen;
  } finally {
    decoder.close();
  }
}

async function decodes(decoder: Decoder, packet: Packet | null): Promise<boolean> {
  const frames = await decoder.decodeAll(packet);
  for (const frame of frames) frame.free();
  return frames.length > 0;
}

/** Seconds. */
function endOf({ pts, duration, timeBase }: Packet): number {
  return timeBase.den === 0 ? 0 : (Number(pts + duration) * timeBase.num) / timeBase.den;
}
