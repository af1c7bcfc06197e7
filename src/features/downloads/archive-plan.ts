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
