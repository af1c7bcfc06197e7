import type { FileSystemPort } from '../storage/file-system.port.js';
import { MediaError } from './media.types.js';

/**
 * The frames of a raw file, one after the other in the same buffer: what is yielded is valid until the next one.
 * @throws MediaError if the file has another size than the frames need
 */
export async function* readFrames(
  files: FileSystemPort,
  path: string,
  frame: { bytes: number; count: number },
): AsyncGenerator<Buffer> {
  const size = (await files.stat(path))?.size ?? 0;
  const expected = frame.bytes * frame.count;
  if (size !== expected)
    throw new MediaError(`The file of raw frames has ${size} bytes instead of ${expected}`);
  const buffer = Buffer.allocUnsafe(frame.bytes);
  let filled = 0;
  for await (const chunk of files.readStream(path) as AsyncIterable<Buffer>) {
    for (let offset = 0; offset < chunk.length;) {
      const copied = chunk.copy(buffer, filled, offset);
      filled += copied;
      offset += copied;
      if (filled < frame.bytes) continue;
      filled = 0;
      yield buffer;
    }
  }
}
