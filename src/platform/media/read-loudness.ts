import { Decoder, Demuxer, FilterAPI, type Frame } from 'node-av';
import { messageOf } from '../../kernel/errors.js';
import { quietFfmpeg } from './av-settings.js';
import { INPUT_OPTIONS } from './input-streams.js';
import { MediaError } from './media.types.js';

export interface Loudness {
  /** Root mean square of each frame's time, 0..1, without the last frame's rest of less than half. */
  levels: Float32Array;
  seconds: number;
}

quietFfmpeg();

const SAMPLE_RATE = 16_000;
const TO_MONO = `aresample=${SAMPLE_RATE},aformat=sample_fmts=flt:channel_layouts=mono`;

/**
 * How loud a file's sound is while each of `fps` frames a second is shown.
 * @throws MediaError if there is none, or more than `maxSeconds`; without the path
 */
export async function readLoudness(
  path: string,
  { fps, maxSeconds }: { fps: number; maxSeconds: number },
): Promise<Loudness> {
  const fail = (problem: string) =>
    new MediaError(`the audio cannot be decoded: ${problem.replaceAll(path, '<audio>')}`);
  await using input = await Demuxer.open(path, { options: INPUT_OPTIONS }).catch((error: unknown) => {
    throw fail(messageOf(error));
  });
  const stream = input.audio();
  if (stream === undefined) throw new MediaError('the file holds no audio');
  const decoder = await Decoder.create(stream, { context: { threadCount: 1 } });
  using filter = FilterAPI.create(TO_MONO, { graph: { nbThreads: 1 } });
  const meter = new LevelMeter(fps, maxSeconds);
  const take = async (frame: Frame | null) => {
    for (const mono of await filter.processAll(frame)) {
      using _mono = mono;
      meter.add(mono.toBuffer(), mono.nbSamples);
    }
  };
  try {
    for await (const packet of input.packets(stream.index)) {
      using _packet = packet;
      for (const frame of await decoder.decodeAll(packet)) {
        using _frame = frame;
        await take(frame);
      }
      if (packet === null) break;
    }
    await take(null);
  } catch (error) {
    throw error instanceof MediaError ? error : fail(messageOf(error));
  } finally {
    decoder.close();
  }
  return meter.result();
}

/** Sums squares frame by frame, so that only one number a frame is kept. */
class LevelMeter {
  readonly #squares: number[] = [];
  #samples = 0;

  constructor(
    private readonly fps: number,
    private readonly maxSeconds: number,
  ) {}

  add(buffer: Buffer, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const frame = Math.floor((this.#samples * this.fps) / SAMPLE_RATE);
      const value = buffer.readFloatLE(i * 4);
      this.#squares[frame] = (this.#squares[frame] ?? 0) + value * value;
      this.#samples += 1;
    }
    if (this.#samples > this.maxSeconds * SAMPLE_RATE) {
      throw new MediaError(`the audio lasts longer than ${this.maxSeconds} s (MAX_AUDIO_SECONDS)`);
    }
  }

  result(): Loudness {
    if (this.#samples === 0) throw new MediaError('the audio has no sound that can be decoded');
    const seconds = this.#samples / SAMPLE_RATE;
    const frames = Math.max(1, Math.round(seconds * this.fps));
    const perFrame = SAMPLE_RATE / this.fps;
    const levels = Float32Array.from({ length: frames }, (_, frame) => {
      const samples = Math.min(perFrame, this.#samples - frame * perFrame);
      return samples < 1 ? 0 : Math.sqrt((this.#squares[frame] ?? 0) / samples);
    });
    return { levels, seconds };
  }
}
