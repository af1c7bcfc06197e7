// Makes a video of moving noise: node make-video.mjs <output> <video codec> <pixel format> <audio codec or ""> <frames>
// <width> <height>. In a process of its own, because FFmpeg is native code that the test runner should not depend on.
import { Encoder, FilterAPI, Frame, Log, Muxer } from 'node-av';
import { AV_LOG_ERROR, AV_PIX_FMT_RGB24, AV_SAMPLE_FMT_S16 } from 'node-av/constants';

const [, , output, videoCodec, pixelFormat, audioCodec, ...sizes] = process.argv;
const [frames, width, height] = sizes.map(Number);
const FPS = 8;
const RATE = 48_000;

Log.setLevel(AV_LOG_ERROR);
const muxer = await Muxer.open(output);
const filter = FilterAPI.create(`format=${pixelFormat}`);
const video = await Encoder.create(videoCodec, { configure: (codec) => (codec.threadCount = 1) });
const videoIndex = muxer.addStream(video);
const audio = audioCodec === '' ? undefined : await Encoder.create(audioCodec, { autoResample: true });
const audioIndex = audio && muxer.addStream(audio);

const write = async (packets, index) => {
  for (const packet of packets) await muxer.writePacket(packet, index);
};
const picture = (index) => {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 3 + index * 9) & 255;
  const timeBase = { num: 1, den: FPS };
  return Frame.fromVideoBuffer(pixels, {
    width,
    height,
    format: AV_PIX_FMT_RGB24,
    timeBase,
    pts: BigInt(index),
  });
};
const silence = (index) => {
  const nbSamples = RATE / FPS;
  return Frame.fromAudioBuffer(Buffer.alloc(nbSamples * 4), {
    nbSamples,
    sampleRate: RATE,
    format: AV_SAMPLE_FMT_S16,
    channelLayout: { nbChannels: 2, order: 1, mask: 3n },
    timeBase: { num: 1, den: RATE },
    pts: BigInt(index * nbSamples),
  });
};

for (let index = 0; index < frames; index += 1) {
  for (const frame of await filter.processAll(picture(index)))
    await write(await video.encodeAll(frame), videoIndex);
  if (audio !== undefined) await write(await audio.encodeAll(silence(index)), audioIndex);
}
for (const frame of await filter.processAll(null)) await write(await video.encodeAll(frame), videoIndex);
await write(await video.encodeAll(null), videoIndex);
if (audio !== undefined) await write(await audio.encodeAll(null), audioIndex);
await muxer.close();
process.exit(0);
