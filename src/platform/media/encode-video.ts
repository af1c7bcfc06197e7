import sharp from 'sharp';
import type { FileSystemPort } from '../storage/file-system.port.js';
import type { EncodeOrder } from './encoder-messages.js';
import { toFrameRate } from './frame-rate.js';
import { readFrames } from './frame-reader.js';
import { H264Writer } from './h264-writer.js';
import { muxSound } from './mux-sound.js';
import { toTags } from './video-tags.js';

const POSTER_QUALITY = 85;

/**
 * Encodes the video, and its middle frame as the poster: models often fade in from something unlike
 * the rest. Where there is a sound, it is put beside the pictures.
 */
export async function encodeVideo(files: FileSystemPort, order: EncodeOrder): Promise<void> {
  const tags = toTags(order.metadata);
  const { soundPath, videoPath } = order;
  const silentPath = soundPath === undefined ? videoPath : `${videoPath}.silent.mp4`;
  await writePictures(files, order, silentPath);
  if (soundPath === undefined) return;
  await muxSound({ silentPath, soundPath, videoPath, tags });
  await files.unlink(silentPath);
}

async function writePictures(files: FileSystemPort, order: EncodeOrder, path: string): Promise<void> {
  const { width, height, numFrames } = order;
  using writer = new H264Writer({
    path: `file:${path}`,
    width,
    height,
    rate: toFrameRate(order.fps),
    tags: toTags(order.metadata),
  });
  const posterFrame = Math.floor(numFrames / 2);
  let index = 0;
  for await (const frame of readFrames(files, order.framesPath, {
    bytes: width * height * 3,
    count: numFrames,
  })) {
    writer.write(frame);
    if (index === posterFrame) await writePoster(frame, order);
    index += 1;
  }
  writer.finish();
}

async function writePoster(rgb: Buffer, { width, height, posterPath }: EncodeOrder): Promise<void> {
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: POSTER_QUALITY })
    .toFile(posterPath);
}
