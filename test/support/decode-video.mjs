// Decodes a video to raw RGB (8 bits a channel): node decode-video.mjs <video> <output>. In a process of its own,
// because FFmpeg is native code that the test runner should not depend on.
import { writeFileSync } from 'node:fs';
import { Decoder, Demuxer, FilterAPI } from 'node-av';

const [, , video, output] = process.argv;
const demuxer = Demuxer.openSync(video);
const decoder = Decoder.createSync(demuxer.video());
const filter = FilterAPI.create(
  'scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int,format=rgb24',
);
const frames = [];
const take = () => {
  for (let frame = filter.receiveSync(); frame; frame = filter.receiveSync()) frames.push(frame.toBuffer());
};
for (const frame of decoder.framesSync(demuxer.packetsSync())) {
  if (frame === null) break;
  filter.processSync(frame);
  take();
}
filter.flushSync();
take();
writeFileSync(output, Buffer.concat(frames));
process.exit(0);
