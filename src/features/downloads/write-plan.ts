import type { Writable } from 'node:stream';
import type { FileSystemPort } from '../../platform/storage/index.js';
import type { ArchivePlan, ArchiveSegment, ByteRange } from './archive-plan.js';
import { ChunkWriter } from './chunk-writer.js';

/** Two of these are all the memory that a download takes for files. */
const BUFFER_BYTES = 512 * 1024;

/** Opens what the plan names. */
export type ArchiveFiles = Pick<FileSystemPort, 'openForReading'>;

export interface PlannedDownload {
  plan: ArchivePlan;
  /** What of the plan is sent. */
  range: ByteRange;
  files: ArchiveFiles;
}

/**
 * Writes the given bytes of the archive and ends the writable. One file is open at a time, and while one buffer is
 * written the other is read into; a new buffer for each chunk would keep the garbage collector busy for more than
 * half of the time. The writable has to be done with a chunk when it calls back, as sockets and responses are.
 * Resolves when all is handed over, or when nobody is there any more: the writable closed, or the signal aborted,
 * which destroys the writable.
 * @throws Error if a file cannot be read or has become shorter. The writable is destroyed then: a download that
 *   breaks off can be resumed, padding would be believed.
 */
export async function writePlan(
  download: PlannedDownload,
  writable: Writable,
  signal: AbortSignal,
): Promise<void> {
  const writer = new ChunkWriter(writable, signal);
  try {
    await writeSegments(download, writer);
    if (writer.isOpen) writable.end();
  } catch (error) {
    writable.destroy();
    throw error;
  } finally {
    writer.release();
  }
}

async function writeSegments({ plan, range, files }: PlannedDownload, writer: ChunkWriter): Promise<void> {
  const pieces = plan.segments.flatMap((segment) => cut(segment, range));
  const longest = Math.max(0, ...pieces.map((piece) => ('path' in piece ? piece.end - piece.start + 1 : 0)));
  const buffers = new BufferPair(Math.min(BUFFER_BYTES, longest));
  for (const piece of pieces) {
    if (!writer.isOpen) return;
    if ('bytes' in piece) await writer.write(piece.bytes);
    else await writeFile(piece, { files, buffers, writer });
  }
  await buffers.written();
}

/** Bytes, or the first and last byte (both included) of a file. */
type Piece = { bytes: Buffer } | FilePiece;

interface FilePiece extends ByteRange {
  path: string;
}

/** Nothing if the segment lies outside the range. */
function cut(segment: ArchiveSegment, range: ByteRange): Piece[] {
  const start = Math.max(range.start - segment.start, 0);
  const end = Math.min(range.end - segment.start, segment.length - 1);
  if (start > end) return [];
  return 'bytes' in segment
    ? [{ bytes: segment.bytes.subarray(start, end + 1) }]
    : [{ path: segment.path, start, end }];
}

interface FileWriting {
  files: ArchiveFiles;
  buffers: BufferPair;
  writer: ChunkWriter;
}

async function writeFile(piece: FilePiece, { files, buffers, writer }: FileWriting): Promise<void> {
  const file = await files.openForReading(piece.path);
  try {
    for (let at = piece.start; at <= piece.end;) {
      const slot = await buffers.next();
      if (!writer.isOpen) return;
      const missing = piece.end + 1 - at;
      const target = slot.bytes.subarray(0, missing);
      const count = await file.read(target, at);
      if (count === 0)
        throw new Error(`a file became shorter while it was sent: ${missing} bytes are missing`);
      slot.written = writer.write(target.subarray(0, count));
      at += count;
    }
  } finally {
    await file.close();
  }
}

interface Slot {
  bytes: Buffer;
  /** Resolves when the bytes may be overwritten, or will never be needed again. */
  written: Promise<void>;
}

/** Two buffers in turn, made when they are first needed. */
class BufferPair {
  readonly #slots: Slot[] = [];
  #turn = 0;

  /** @param length of each, in bytes */
  constructor(private readonly length: number) {}

  /** The buffer whose turn it is, as soon as it is free. */
  async next(): Promise<Slot> {
    const slot = (this.#slots[this.#turn] ??= {
      // Not from the pool: these are large, and live as long as the download.
      bytes: Buffer.allocUnsafeSlow(this.length),
      written: Promise.resolve(),
    });
    this.#turn = 1 - this.#turn;
    await slot.written;
    return slot;
  }

  async written(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.written));
  }
}
