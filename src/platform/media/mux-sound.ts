import { Demuxer, Dictionary, Muxer, type Packet } from 'node-av';
import { INPUT_OPTIONS } from './input-streams.js';
import { MediaError } from './media.types.js';
import { audioTrack, endOf, type Track } from './tracks.js';

export interface MuxOrder {
  /** An MP4 without sound; its pictures are copied as they are. */
  silentPath: string;
  soundPath: string;
  videoPath: string;
  tags: Readonly<Record<string, string>>;
}

/** Writes a video anew with the sound of another file, both from their start. @throws MediaError */
export async function muxSound({ silentPath, soundPath, videoPath, tags }: MuxOrder): Promise<void> {
  await using silent = await Demuxer.open(silentPath, { options: INPUT_OPTIONS });
  await using sound = await Demuxer.open(soundPath, { options: INPUT_OPTIONS });
  const pictures = silent.video();
  const tones = sound.audio();
  if (pictures === undefined || tones === undefined) throw new MediaError('there is no sound to add');
  await using output = await Muxer.open(videoPath, {
    format: 'mp4',
    options: { movflags: '+faststart', fflags: '+bitexact' },
    configure: (format) => {
      format.metadata = Dictionary.fromObject({ ...tags });
    },
  });
  const target = output.addStream(pictures);
  const copy: Track = {
    index: pictures.index,
    write: (packet) => output.writePacket(packet, target),
    finish: () => Promise.resolve(),
  };
  await interleave(
    new Source(silent.packets(pictures.index), copy),
    new Source(sound.packets(tones.index), await audioTrack(tones, output)),
  );
}

/** Always moves on the one that lags behind, so that the file can be played while it loads. */
async function interleave(first: Source, second: Source): Promise<void> {
  while (!first.isDone || !second.isDone) {
    const isFirst = !first.isDone && (second.isDone || first.end <= second.end);
    await (isFirst ? first : second).advance();
  }
}

class Source {
  /** Seconds. */
  end = 0;
  isDone = false;

  constructor(
    private readonly packets: AsyncGenerator<Packet | null>,
    private readonly track: Track,
  ) {}

  async advance(): Promise<void> {
    const next = await this.packets.next();
    if (next.done === true || next.value === null) {
      this.isDone = true;
      await this.track.finish();
      return;
    }
    using packet = next.value;
    this.end = Math.max(this.end, endOf(packet));
    await this.track.write(packet);
  }
}
