// Makes a second of silence: node make-audio.mjs <output> <audio codec>. In a process of its own, because FFmpeg is
// native code that the test runner should not depend on.
import { Encoder, Frame, Log, Muxer } from 'node-av';
import { AV_LOG_ERROR, AV_SAMPLE_FMT_S16 } from 'node-av/constants';

const [, , output, codec] = process.argv;
const RATE = 48_000;

Log.setLevel(AV_LOG_ERROR);
const muxer = await Muxer.open(output);
const audio = await Encoder.create(codec, { autoResample: true });
const index = muxer.addStream(audio);
const frame = Frame.fromAudioBuffer(Buffer.alloc(RATE * 4), {
  nbSamples: RATE,
  sampleRate: RATE,
  format: AV_SAMPLE_FMT_S16,
  channelLayout: { nbChannels: 2, order: 1, mask: 3n },
  timeBase: { num: 1, den: RATE },
  pts: 0n,
});
for (const packet of await audio.encodeAll(frame)) await muxer.writePacket(packet, index);
for (const packet of await audio.encodeAll(null)) await muxer.writePacket(packet, index);
await muxer.close();
process.exit(0);
