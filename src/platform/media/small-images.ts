import sharp from 'sharp';
import { restrainSharp } from './sharp-settings.js';

restrainSharp();

interface RawImage {
  /** 8 bits a channel, width * height * 3 bytes. */
  rgb: Uint8Array;
  width: number;
  height: number;
}

/** Writes an image as PNG, every pixel as it is. */
export async function writePng(path: string, { rgb, width, height }: RawImage): Promise<void> {
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}

const PREVIEW_SIDE = 256;
const PREVIEW_QUALITY = 70;

/** A JPEG of a few kilobytes whose longer side has 256 pixels, enlarged softly where the image is smaller. */
export function toPreview({ rgb, width, height }: RawImage): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(PREVIEW_SIDE, PREVIEW_SIDE, { fit: 'inside', kernel: 'cubic' })
    .jpeg({ quality: PREVIEW_QUALITY })
    .toBuffer();
}
