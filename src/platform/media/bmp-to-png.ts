import { Decoder, Demuxer, FilterAPI } from 'node-av';
import sharp from 'sharp';
import type { FileSystemPort } from '../storage/file-system.port.js';
import type { BmpToPngOrder } from './encoder-messages.js';
import { MediaError } from './media.types.js';

/** The file's size, and where the header of the picture begins. */
const FILE_SIZE_AT = 2;
const HEADER_AT = 14;
/** The oldest header has sides of 16 bits. */
const OLDEST_HEADER = 12;
const HEAD_BYTES = 26;

/**
 * Makes a PNG of a BMP, every pixel as it is but for transparency: programs leave anything in that byte. libvips reads
 * no BMP, FFmpeg does.
 * @throws MediaError if it cannot be decoded or is not whole; its code is `TOO_LARGE` for more pixels than are taken
 */
export async function bmpToPng(
  files: FileSystemPort,
  { sourcePath, pngPath, maxPixels }: BmpToPngOrder,
): Promise<void> {
  await checkHead(files, sourcePath, maxPixels);
  await using input = await Demuxer.open(sourcePath, {
    format: 'bmp_pipe',
    options: { protocol_whitelist: 'file' },
  });
  const stream = input.video();
  if (stream === undefined) throw new MediaError('the file holds no picture');
  const decoder = await Decoder.create(stream, { context: { threadCount: 1 } });
  using toRgb = FilterAPI.create('format=rgb24', { graph: { nbThreads: 1 } });
  try {
    for await (const packet of input.packets(stream.index)) {
      using _packet = packet;
      for (const decoded of await decoder.decodeAll(packet)) {
        using frame = decoded;
        const [converted] = await toRgb.processAll(frame);
        if (converted === undefined) continue;
        using rgb = converted;
        await sharp(rgb.toBuffer(), { raw: { width: rgb.width, height: rgb.height, channels: 3 } })
          .png()
          .toFile(pngPath);
        return;
      }
      if (packet === null) break;
    }
    throw new MediaError('nothing in the file can be decoded');
  } finally {
    decoder.close();
  }
}

/** Before anything makes room for what the file claims to hold. @throws MediaError */
async function checkHead(files: FileSystemPort, path: string, maxPixels: number): Promise<void> {
  const size = (await files.stat(path))?.size ?? 0;
  const head = Buffer.alloc(HEAD_BYTES);
  const file = await files.openForReading(path);
  try {
    if ((await file.read(head, 0)) < HEAD_BYTES) throw new MediaError('the file ends in its head');
  } finally {
    await file.close();
  }
  const told = head.readUInt32LE(FILE_SIZE_AT);
  if (told > size) throw new MediaError(`the file ends after ${size} of ${told} bytes`);
  const isOldest = head.readUInt32LE(HEADER_AT) === OLDEST_HEADER;
  const width = isOldest ? head.readUInt16LE(HEADER_AT + 4) : head.readInt32LE(HEADER_AT + 4);
  // Negative where the rows come from top to bottom.
  const height = Math.abs(isOldest ? head.readUInt16LE(HEADER_AT + 6) : head.readInt32LE(HEADER_AT + 8));
  if (width * height > maxPixels)
    throw new MediaError(
      `the image is ${width} x ${height}; at most ${maxPixels} pixels are taken`,
      'TOO_LARGE',
    );
}
