// Makes a video that shows the number of each of its frames, as eight upright bars, the lowest bit to the left, and
// below them the same bars the other way round, so that a picture that is misread is known as such:
// node make-counted-video.mjs <output> <frames> <frames a second> <width and height>. In a process of its own, because
// FFmpeg is native code that the test runner should not depend on.
import { Encoder, FilterAPI, Frame, Log, Muxer } from 'node-av';
import { AV_LOG_ERROR, AV_PIX_FMT_RGB24 } from 'node-av/constants';

const [, , output, ...numbers] = process.argv;
const [frames, fps, side] = numbers.map(Number);

Log.setLevel(AV_LOG_ERROR);
const muxer = await Muxer.open(output);
const filter = FilterAPI.create('format=yuv420p');
const video = await Encoder.create('libx264', { configure: (codec) => (codec.threadCount = 1) });
const index = muxer.addStream(video);

const picture = (number) => {
  const pixels = Buffer.alloc(side * side * 3);
  for (let at = 0; at < side * side; at += 1) {
    const bit = Math.floor(((at % side) * 8) / side);
    const isUpper = at < (side * side) / 2;
    pixels.fill(((number >> bit) & 1) === (isUpper ? 1 : 0) ? 255 : 0, at * 3, at * 3 + 3);
  }
  const timeBase = { num: 1, den: fps };
  return Frame.fromVideoBuffer(pixels, {
    width: side,
    height: side,
    format: AV_PIX_FMT_RGB24,
    timeBase,
    pts: BigInt(number),
  });
};
const encode = async (frame) => {
  for (const packet of await video.encodeAll(frame)) await muxer.writePacket(packet, index);
};

for (let number = 0; number < frames; number += 1) {
  for (const frame of await filter.processAll(picture(number))) await encode(frame);
}
for (const frame of await filter.processAll(null)) await encode(frame);
await encode(null);
await muxer.close();
process.exit(0);
