// Tells what a media file holds: node inspect-media.mjs <file>. Every frame and sample is decoded and counted. In a
// process of its own, because FFmpeg is native code that the test runner should not depend on.
import { Decoder, Demuxer } from 'node-av';

async function count(file, kind) {
  await using input = await Demuxer.open(file);
  const stream = kind === 'video' ? input.video() : input.audio();
  if (stream === undefined) return null;
  const decoder = await Decoder.create(stream);
  const found = { frames: 0, samples: 0 };
  const take = async (packet) => {
    for (const frame of await decoder.decodeAll(packet)) {
      found.frames += 1;
      found.samples += frame.nbSamples;
      found.sampleRate = frame.sampleRate;
      found.width = frame.width;
      found.height = frame.height;
      frame.free();
    }
  };
  for await (const packet of input.packets(stream.index)) {
    await take(packet);
    if (packet === null) break;
  }
  const { avgFrameRate: rate, duration, timeBase } = stream;
  return {
    ...found,
    fps: rate.num / rate.den,
    seconds: (Number(duration) * timeBase.num) / timeBase.den,
  };
}

const [, , file] = process.argv;
process.stdout.write(
  JSON.stringify({ video: await count(file, 'video'), audio: await count(file, 'audio') }),
  () => process.exit(0),
);
