import sharp from 'sharp';
import { messageOf } from '../../kernel/errors.js';
import { MediaError } from './media.types.js';
import type { FrameSize, ResizeMode } from './resize-mode.js';
import { restrainSharp } from './sharp-settings.js';

restrainSharp();

/** Looked at when the file came in, with a limit of its own; this one is for files that came another way. */
const MAX_PIXELS = 1_000_000_000;

const FIT = { crop: 'cover', letterbox: 'contain', stretch: 'fill' } as const satisfies Record<
  ResizeMode,
  string
>;

/**
 * An image as RGB, 8 bits a channel, width * height * 3 bytes. Turned as its camera was held, on black where it is
 * transparent; of an animation, the first picture.
 * @throws MediaError without the path
 */
export async function readImage(path: string, { width, height, mode }: FrameSize): Promise<Buffer> {
  try {
    return await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' })
      .rotate()
      .flatten({ background: 'black' })
      .resize(width, height, { fit: FIT[mode], background: 'black' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
  } catch (error) {
    throw new MediaError(`the image cannot be decoded: ${messageOf(error).replaceAll(path, '<image>')}`);
  }
}
