import {
  Codec,
  CodecContext,
  Dictionary,
  FilterAPI,
  FormatContext,
  Frame,
  Packet,
  Rational,
  type Stream,
} from 'node-av';
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { check } from './ffmpeg-errors.js';
import type { FrameRate } from './frame-rate.js';
import { MediaError } from './media.types.js';

export interface H264Options {
  path: string;
  width: number;
  height: number;
  rate: FrameRate;
  /** Tags of the container. */
  tags: Readonly<Record<string, string>>;
}

/** Visually lossless for nearly all material. */
const CONSTANT_RATE_FACTOR = '18';
const SECONDS_BETWEEN_KEY_FRAMES = 2;

/** BT.709, and exact arithmetic, so that the same pictures give the same bytes on every processor. */
const TO_YUV420P =
  'scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=yuv420p';

/**
 * Writes RGB frames as H.264 in MP4 that plays while it loads (index first). The same frames and tags give the same
 * bytes: one thread, no times, no version strings. Calls block the thread.
 */
export class H264Writer implements Disposable {
  readonly #format = new FormatContext();
  readonly #codec = new CodecContext();
  readonly #packet = new Packet();
  readonly #converter = FilterAPI.create(TO_YUV420P, { graph: { nbThreads: 1 } });
  readonly #stream: Stream;
  #frames = 0;
  #isOpen = false;

  constructor(private readonly options: H264Options) {
    this.#packet.alloc();
    check(this.#format.allocOutputContext2(null, 'mp4', options.path), 'preparing the MP4 file');
    this.#openEncoder();
    this.#stream = this.#openFile();
  }

  /** @param rgb width * height * 3 bytes; not kept */
  write(rgb: Buffer): void {
    const { width, height, rate } = this.options;
    using frame = Frame.fromVideoBuffer(rgb, {
      width,
      height,
      format: AV_PIX_FMT_RGB24,
      timeBase: { num: rate.den, den: rate.num },
      pts: BigInt(this.#frames),
    });
    this.#converter.processSync(frame);
    using converted = this.#converter.receiveSync();
    if (!converted) throw new MediaError('converting a frame to YUV gave nothing');
    converted.pts = BigInt(this.#frames);
    converted.pictType = AV_PICTURE_TYPE_NONE;
    check(this.#codec.sendFrameSync(converted), 'encoding a frame');
    this.#frames += 1;
    this.#drain();
  }

  /** Completes the file. */
  finish(): void {
    check(this.#codec.sendFrameSync(null), 'finishing the encoder');
    this.#drain();
    check(this.#format.writeTrailerSync(), 'finishing the MP4 file');
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) this.#format.closeOutputSync();
    this.#packet.free();
    this.#converter.close();
    this.#codec.freeContext();
    this.#format.freeContext();
  }

  #openEncoder(): void {
    const { width, height, rate } = this.options;
    const encoder = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (encoder === null) throw new MediaError('this build of FFmpeg has no libx264');
    const codec = this.#codec;
    codec.allocContext3(encoder);
    codec.width = width;
    codec.height = height;
    codec.pixelFormat = AV_PIX_FMT_YUV420P;
    codec.timeBase = new Rational(rate.den, rate.num);
    codec.framerate = new Rational(rate.num, rate.den);
    codec.gopSize = Math.max(1, Math.round((SECONDS_BETWEEN_KEY_FRAMES * rate.num) / rate.den));
    // The number of threads changes what x264 writes.
    codec.threadCount = 1;
    codec.colorSpace = AVCOL_SPC_BT709;
    codec.colorPrimaries = AVCOL_PRI_BT709;
    codec.colorTrc = AVCOL_TRC_BT709;
    codec.colorRange = AVCOL_RANGE_MPEG;
    codec.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    // Not as a dictionary for `open2Sync`: that frees it, and the garbage collector would free it once more.
    check(codec.setOption('preset', 'medium'), 'setting the preset');
    check(codec.setOption('crf', CONSTANT_RATE_FACTOR), 'setting the quality');
    // x264's macroblock tree reads memory that nobody wrote where the processor has AVX-512: other bytes every time.
    check(codec.setOption('mbtree', 0), 'switching off the macroblock tree');
    check(codec.open2Sync(encoder), 'opening the encoder');
  }

  #openFile(): Stream {
    const { rate, tags } = this.options;
    const stream = this.#format.newStream(null);
    stream.timeBase = new Rational(rate.den, rate.num);
    stream.avgFrameRate = new Rational(rate.num, rate.den);
    check(stream.codecpar.fromContext(this.#codec), 'describing the video stream');
    this.#format.metadata = Dictionary.fromObject(tags);
    check(this.#format.openOutputSync(), 'creating the MP4 file');
    this.#isOpen = true;
    const options = Dictionary.fromObject({ movflags: '+faststart', fflags: '+bitexact' });
    check(this.#format.writeHeaderSync(options), 'writing the head of the MP4 file');
    return stream;
  }

  #drain(): void {
    const { rate } = this.options;
    for (;;) {
      const result = this.#codec.receivePacketSync(this.#packet);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result, 'encoding');
      this.#packet.streamIndex = this.#stream.index;
      this.#packet.duration = 1n;
      this.#packet.rescaleTs(new Rational(rate.den, rate.num), this.#stream.timeBase);
      check(this.#format.interleavedWriteFrameSync(this.#packet), 'writing the MP4 file');
    }
  }
}
