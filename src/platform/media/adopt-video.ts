import {
  Decoder,
  Demuxer,
  Dictionary,
  Encoder,
  FilterAPI,
  type Frame,
  Muxer,
  type Packet,
  type Stream,
} from 'node-av';
import {
  AV_CODEC_ID_H264,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVJ420P,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import type { AdoptVideoOrder } from './encoder-messages.js';
import { type AdoptedVideo, MediaError } from './media.types.js';
import { audioTrack, endOf, type Track } from './tracks.js';
import { PosterWriter } from './poster-writer.js';
import { toTags } from './video-tags.js';

/** Larger than anything that models make; a small file may claim, and unpack to, anything. */
const MAX_SIDE = 8192;
const MAX_FRAMES = 200_000;
const MAX_SECONDS = 4 * 3600;
/** Of the duration that the file tells, at least this part must be there; the rest may be rounding. */
const WHOLE_PART = 0.75;
/** The containers that servers answer with. No playlists: those would have FFmpeg open other files and addresses. */
const INPUT_OPTIONS = {
  format_whitelist: 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm',
  protocol_whitelist: 'file',
};
/** H.264 in yuv420p shares colour between two by two pixels, so that sizes must be even. */
const TO_PLAYABLE =
  'crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd,format=yuv420p';
const CONSTANT_RATE_FACTOR = '18';

/**
 * Makes a foreign video playable in browsers: H.264 in yuv420p with AAC, in MP4 that plays while it loads, with tags
 * and a poster. Streams that are so already are copied bit by bit, and decoded as far as the poster.
 * @throws MediaError if there is no video in it that can be played
 */
export async function adoptVideo(order: AdoptVideoOrder): Promise<AdoptedVideo> {
  await using input = await Demuxer.open(order.sourcePath, { options: INPUT_OPTIONS });
  const video = input.video();
  if (video === undefined) throw new MediaError('the file holds no video');
  refuseExcess(video, input.duration);
  const isCopied = isPlayable(video);
  const counter = { frames: 0 };
  {
    await using output = await Muxer.open(order.videoPath, {
      format: 'mp4',
      options: { movflags: '+faststart', fflags: '+bitexact' },
      configure: (format) => {
        format.metadata = Dictionary.fromObject(toTags(order.metadata));
      },
    });
    using poster = new PosterWriter(order.posterPath, expectedFrames(video, input.duration));
    const tracks = [await videoTrack(video, output, { poster, isCopied, counter })];
    const audio = input.audio();
    if (audio !== undefined) tracks.push(await audioTrack(audio, output));
    await pump(input, tracks);
    if (counter.frames === 0 || !poster.isWritten)
      throw new MediaError('the video has no frame that can be decoded');
  }
  const { width, height } = video.codecpar;
  const size = isCopied ? { width, height } : { width: even(width), height: even(height) };
  return { container: containerOf(input), isTranscoded: !isCopied, numFrames: counter.frames, ...size };
}

/** @throws MediaError if the file ends long before it says that it does */
async function pump(input: Demuxer, tracks: readonly Track[]): Promise<void> {
  let end = 0;
  for await (const packet of input.packets()) {
    if (packet === null) break;
    using _packet = packet;
    const track = tracks.find(({ index }) => index === packet.streamIndex);
    if (track === undefined) continue;
    end = Math.max(end, endOf(packet));
    await track.write(packet);
  }
  for (const track of tracks) await track.finish();
  if (end < WHOLE_PART * input.duration)
    throw new MediaError(`the file ends after ${end.toFixed(1)} of ${input.duration.toFixed(1)} s`);
}

interface VideoTrackOptions {
  poster: PosterWriter;
  isCopied: boolean;
  counter: { frames: number };
}

async function videoTrack(stream: Stream, output: Muxer, options: VideoTrackOptions): Promise<Track> {
  const decoder = await Decoder.create(stream, { context: { threadCount: 1 } });
  return options.isCopied
    ? copiedVideo(stream, output, decoder, options)
    : encodedVideo(stream, output, decoder, options);
}

function copiedVideo(stream: Stream, output: Muxer, decoder: Decoder, options: VideoTrackOptions): Track {
  const { poster, counter } = options;
  const target = output.addStream(stream);
  const look = async (packet: Packet | null) => {
    if (poster.isDone) return;
    for (const frame of await decoder.decodeAll(packet)) {
      using _frame = frame;
      await poster.offer(frame);
    }
  };
  return {
    index: stream.index,
    write: async (packet) => {
      countFrame(counter);
      await look(packet);
      await output.writePacket(packet, target);
    },
    finish: async () => {
      await look(null);
      decoder.close();
    },
  };
}

function encodedVideo(
  stream: Stream,
  output: Muxer,
  decoder: Decoder,
  { poster, counter }: VideoTrackOptions,
): Promise<Track> {
  const filter = FilterAPI.create(TO_PLAYABLE, { graph: { nbThreads: 1 } });
  return openEncoder(filter, decoder).then((encoder) => {
    const target = output.addStream(stream, { encoder });
    const write = async (packets: readonly Packet[]) => {
      for (const packet of packets) {
        using _packet = packet;
        await output.writePacket(packet, target);
      }
    };
    const encode = async (frame: Frame | null) => {
      for (const converted of await filter.processAll(frame)) {
        using _converted = converted;
        // WebM does not say how long its last frame is shown.
        if (converted.duration <= 1n) converted.duration = frameTicks(stream, converted);
        await write(await encoder.encodeAll(converted));
      }
    };
    const decode = async (packet: Packet | null) => {
      for (const frame of await decoder.decodeAll(packet)) {
        using _frame = frame;
        countFrame(counter);
        if (!poster.isDone) await poster.offer(frame);
        await encode(frame);
      }
    };
    return {
      index: stream.index,
      write: decode,
      finish: async () => {
        await decode(null);
        await encode(null);
        await write(await encoder.encodeAll(null));
        encoder.close();
        filter.close();
        decoder.close();
      },
    };
  });
}

/** How long one frame is shown, in units of its own clock. */
function frameTicks({ avgFrameRate: rate }: Stream, { timeBase }: Frame): bigint {
  const ticks = (timeBase.den * rate.den) / (timeBase.num * rate.num);
  return Number.isFinite(ticks) ? BigInt(Math.max(1, Math.round(ticks))) : 1n;
}

function openEncoder(filter: FilterAPI, decoder: Decoder): Promise<Encoder> {
  return Encoder.create(FF_ENCODER_LIBX264, {
    decoder,
    filter,
    configure: (codec) => {
      codec.threadCount = 1;
      codec.setOption('preset', 'medium');
      codec.setOption('crf', CONSTANT_RATE_FACTOR);
    },
  });
}

function isPlayable({ codecpar }: Stream): boolean {
  const { codecId, format } = codecpar;
  return codecId === AV_CODEC_ID_H264 && (format === AV_PIX_FMT_YUV420P || format === AV_PIX_FMT_YUVJ420P);
}

/** @throws MediaError */
function refuseExcess({ codecpar }: Stream, seconds: number): void {
  const { width, height } = codecpar;
  if (width < 2 || height < 2 || width > MAX_SIDE || height > MAX_SIDE)
    throw new MediaError(`the video is ${width} x ${height}; sides of 2 to ${MAX_SIDE} are taken`);
  if (seconds > MAX_SECONDS)
    throw new MediaError(`the video lasts ${seconds} s; at most ${MAX_SECONDS} are taken`);
}

/** @throws MediaError */
function countFrame(counter: { frames: number }): void {
  counter.frames += 1;
  if (counter.frames > MAX_FRAMES) throw new MediaError(`the video has more than ${MAX_FRAMES} frames`);
}

/** What the file says of itself; it may lie, so that only the poster goes by it. */
function expectedFrames({ nbFrames, avgFrameRate }: Stream, seconds: number): number {
  if (nbFrames > 0n) return Math.min(Number(nbFrames), MAX_FRAMES);
  const { num, den } = avgFrameRate;
  const guess = den === 0 ? 1 : Math.round((seconds * num) / den);
  return Number.isFinite(guess) ? Math.min(Math.max(guess, 1), MAX_FRAMES) : 1;
}

function containerOf(input: Demuxer): AdoptedVideo['container'] {
  if (input.formatName.includes('matroska')) return 'webm';
  return input.metadata['major_brand']?.startsWith('qt') === true ? 'mov' : 'mp4';
}

function even(size: number): number {
  return size - (size % 2);
}
