import type { ArchivePlan, ArchiveSegment } from './archive-plan.js';
import { ZipEngine, type ZipEngineEntry } from './zip-engine.js';

/** A file of the archive: its content, or where it lies and what is known of it. */
export type ArchiveEntry = {
  /** UTF-8, relative, `/` between folders. */
  name: string;
  modifiedAt: Date;
} & ({ bytes: Buffer } | { path: string; size: number; crc32: number });

/** From this value on a 32-bit field says "see the ZIP64 field"; archiver's own test is one too late. */
const ZIP64_LIMIT = 0xffffffff;
const ZIP64_MAX_ENTRIES = 0xffff;
const ZIP64_VERSION = 45;
const ZIP64_EXTRA_ID = 0x0001;
const FILE_MODE = 0o644;

/**
 * Lays out a ZIP without reading its files. Archiver's engine writes every header and the central directory; what
 * it writes is kept instead of streamed, and where it would copy a file's bytes, a place of the known size is left.
 */
class ZipLayout extends ZipEngine {
  readonly #segments: ArchiveSegment[] = [];
  #pending: Buffer[] = [];
  #pendingStart = 0;
  #file: Extract<ArchiveEntry, { path: string }> | undefined;

  constructor() {
    super({ store: true });
  }

  addEntry(entry: ArchiveEntry): void {
    this.#file = 'path' in entry ? entry : undefined;
    const source = 'bytes' in entry ? entry.bytes : Buffer.alloc(0);
    const options = { name: entry.name, date: entry.modifiedAt, mode: FILE_MODE };
    this.entry(source, options, (error) => {
      if (error) throw error;
    });
  }

  toPlan(): ArchivePlan {
    this.finalize();
    this.#flush();
    return { size: this.offset, segments: this.#segments };
  }

  override write(chunk: Buffer | string): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.offset += bytes.length;
    this.#pending.push(bytes);
    return true;
  }

  override isZip64(): boolean {
    const { centralOffset, centralLength } = this._archive;
    const tooMany = this._entries.length >= ZIP64_MAX_ENTRIES;
    return tooMany || centralOffset >= ZIP64_LIMIT || centralLength >= ZIP64_LIMIT;
  }

  override _appendBuffer(
    entry: ZipEngineEntry,
    source: Buffer,
    callback: (error: Error | null, entry: ZipEngineEntry) => void,
  ): void {
    const file = this.#file;
    const size = file?.size ?? source.length;
    const isZip64 = () => size >= ZIP64_LIMIT || entry._offsets.file >= ZIP64_LIMIT;
    if (file === undefined) {
      entry.isZip64 = isZip64;
      super._appendBuffer(entry, source, callback);
      return;
    }
    // Only the central directory shall take it for ZIP64: the local header says it in its own way.
    entry.isZip64 = () => false;
    this.#writeLocalHeader(entry, file);
    entry.isZip64 = isZip64;
    this.#place(file);
    this._afterAppend(entry);
    callback(null, entry);
  }

  /**
   * For a file of 4 GiB or more archiver would write a descriptor behind the data, which streaming readers refuse
   * for stored entries. The size is known, so it goes into the ZIP64 field of the local header instead.
   */
  #writeLocalHeader(entry: ZipEngineEntry, file: { size: number; crc32: number }): void {
    const { size, crc32 } = file;
    entry.setCrc(crc32);
    if (size >= ZIP64_LIMIT) {
      entry.setVersionNeededToExtract(ZIP64_VERSION);
      entry.setExtra(zip64Sizes(size));
    }
    entry.setSize(Math.min(size, ZIP64_LIMIT));
    entry.setCompressedSize(Math.min(size, ZIP64_LIMIT));
    this._writeLocalFileHeader(entry);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setExtra(null);
  }

  #place(file: { path: string; size: number }): void {
    if (file.size === 0) return;
    this.#flush();
    this.#segments.push({ start: this.offset, length: file.size, path: file.path });
    this.offset += file.size;
    this.#pendingStart = this.offset;
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    if (bytes.length > 0) this.#segments.push({ start: this.#pendingStart, length: bytes.length, bytes });
  }
}

/** The ZIP64 extra field of a local header: size and stored size, which are the same. */
function zip64Sizes(size: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(ZIP64_EXTRA_ID, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(size), 12);
  return extra;
}

/** A ZIP with the entries in the given order, stored. The same entries give the same bytes. */
export function planZip(entries: readonly ArchiveEntry[]): ArchivePlan {
  const layout = new ZipLayout();
  for (const entry of entries) layout.addEntry(entry);
  return layout.toPlan();
}
