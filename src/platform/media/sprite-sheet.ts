import sharp from 'sharp';
import type { SpriteSheetOrder } from './encoder-messages.js';
import { MediaError, type SpriteSheet } from './media.types.js';
import { readVideo } from './read-video.js';
import { inspect } from './video-inspection.js';

const MOST_PICTURES = 25;
const MOST_COLUMNS = 5;
/** Pixels of the longer side of each picture; smaller videos are not enlarged. */
const LONGEST_SIDE = 320;
const QUALITY = 85;

/**
 * A JPEG with pictures of a video, row by row: picture `i` of `n` shows the frame with which the `i`th of `n` equal parts
 * begins. Places behind the last one are black.
 * @throws MediaError
 */
export async function makeSpriteSheet({ sourcePath, sheetPath }: SpriteSheetOrder): Promise<SpriteSheet> {
  const { video } = inspect(sourcePath);
  const frames = Math.max(1, video.numFrames || Math.round(video.durationSeconds * video.fps));
  const pictures = Math.min(MOST_PICTURES, frames);
  const columns = Math.min(MOST_COLUMNS, pictures);
  const rows = Math.ceil(pictures / columns);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.width, video.height));
  const width = Math.max(1, Math.round(video.width * scale));
  const height = Math.max(1, Math.round(video.height * scale));
  const sheet = { pixels: Buffer.alloc(columns * width * rows * height * 3), stride: columns * width * 3 };
  let place = 0;
  let frame = 0;
  const cell = { width, height, mode: 'stretch', fps: video.fps } as const;
  for await (const pixels of readVideo(sourcePath, cell)) {
    if (frame === Math.floor((place * frames) / pictures)) {
      const start = Math.floor(place / columns) * height * sheet.stride + (place % columns) * width * 3;
      for (let y = 0; y < height; y += 1)
        sheet.pixels.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), start + y * sheet.stride);
      place += 1;
      if (place === pictures) break;
    }
    frame += 1;
  }
  if (place === 0) throw new MediaError('the video has no frame that can be decoded');
  await sharp(sheet.pixels, { raw: { width: columns * width, height: rows * height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toFile(sheetPath);
  return { columns, rows, pictures: place, width, height };
}
