import sharp from 'sharp';
import type { AdoptImageOrder } from './encoder-messages.js';
import { type AdoptedImage, MediaError } from './media.types.js';

/** More than any model draws; a small file may claim to be of any size. */
const MAX_PIXELS = 100_000_000;
const POSTER_SIZE = 768;
const POSTER_QUALITY = 85;

const FORMATS: Readonly<Record<string, AdoptedImage['format']>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Decodes the whole image, so that a torn one is noticed, and makes a poster of it. @throws MediaError */
export async function adoptImage({ sourcePath, posterPath }: AdoptImageOrder): Promise<AdoptedImage> {
  const image = sharp(sourcePath, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' });
  const { format, width, height } = await image.metadata();
  const extension = FORMATS[format];
  if (extension === undefined) throw new MediaError(`the file is ${format}, not PNG, JPEG or WebP`);
  await image
    .rotate()
    .resize(POSTER_SIZE, POSTER_SIZE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .jpeg({ quality: POSTER_QUALITY })
    .toFile(posterPath);
  return { format: extension, width, height };
}
