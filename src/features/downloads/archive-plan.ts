import { Readable } from 'node:stream';
import type { FileSystemPort } from '../../platform/storage/index.js';

/** A piece of an archive: bytes in memory, or a whole file of known size. Offsets and lengths in bytes. */
export type ArchiveSegment =
  { start: number; length: number; bytes: Buffer } | { start: number; length: number; path: string };

/** Every byte of an archive, before any of it is read. */
export interface ArchivePlan {
  /** Bytes. */
  size: number;
  /** In order, without gaps. */
  segments: readonly ArchiveSegment[];
}

/** First and last byte, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The given bytes of the archive. Files are opened one after the other, when their turn comes, and closed when the
 * stream is destroyed. A file that has become shorter or is gone destroys the stream with an error: a download that
 * breaks off can be resumed, padding would be believed.
 */
export function streamPlan(plan: ArchivePlan, range: ByteRange, files: FileSystemPort): Readable {
  return Readable.from(readPlan(plan, range, files), { objectMode: false, highWaterMark: 1 });
}

async function* readPlan(plan: ArchivePlan, range: ByteRange, files: FileSystemPort): AsyncGenerator<Buffer> {
  for (const segment of plan.segments) {
    const start = Math.max(range.start - segment.start, 0);
    const end = Math.min(range.end - segment.start, segment.length - 1);
    if (start > end) continue;
    if ('bytes' in segment) yield segment.bytes.subarray(start, end + 1);
    else yield* readWhole(files, segment.path, { start, end });
  }
}

async function* readWhole(files: FileSystemPort, path: string, range: ByteRange): AsyncGenerator<Buffer> {
  let missing = range.end - range.start + 1;
  const file = files.readStream(path, range);
  try {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      missing -= chunk.length;
      yield chunk;
    }
  } finally {
    file.destroy();
    if (!file.closed) await new Promise((resolve) => file.once('close', resolve));
  }
  if (missing !== 0) throw new Error(`a file became shorter while it was sent: ${missing} bytes are missing`);
}
