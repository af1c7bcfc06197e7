import { Decoder, Encoder, type Frame, type Muxer, type Packet, type Stream } from 'node-av';
import { AV_CODEC_ID_AAC, FF_ENCODER_AAC } from 'node-av/constants';

/** One stream on its way from the source to the result. */
export interface Track {
  index: number;
  write: (packet: Packet) => Promise<void>;
  finish: () => Promise<void>;
}

/** Seconds. */
export function endOf({ pts, duration, timeBase }: Packet): number {
  return timeBase.den === 0 ? 0 : (Number(pts + duration) * timeBase.num) / timeBase.den;
}

/** Sound for an MP4: AAC is copied bit by bit, everything else becomes AAC. */
export async function audioTrack(stream: Stream, output: Muxer): Promise<Track> {
  if (stream.codecpar.codecId === AV_CODEC_ID_AAC) {
    const target = output.addStream(stream);
    return {
      index: stream.index,
      write: (packet) => output.writePacket(packet, target),
      finish: () => Promise.resolve(),
    };
  }
  const decoder = await Decoder.create(stream);
  const encoder = await Encoder.create(FF_ENCODER_AAC, { decoder, autoResample: true });
  const target = output.addStream(stream, { encoder });
  const encode = async (frame: Frame | null) => {
    for (const packet of await encoder.encodeAll(frame)) {
      using _packet = packet;
      await output.writePacket(packet, target);
    }
  };
  const decode = async (packet: Packet | null) => {
    for (const frame of await decoder.decodeAll(packet)) {
      using _frame = frame;
      await encode(frame);
    }
  };
  return {
    index: stream.index,
    write: decode,
    finish: async () => {
      await decode(null);
      await encode(null);
      encoder.close();
      decoder.close();
    },
  };
}
