import { ZipArchive } from 'archiver';

/** An entry of archiver's ZIP layer (`compress-commons`, ZipArchiveEntry): what its header writers read. */
export interface ZipEngineEntry {
  _offsets: { file: number };
  setSize(size: number): void;
  setCompressedSize(size: number): void;
  setCrc(crc32: number): void;
  setExtra(extra: Buffer | null): void;
  setVersionNeededToExtract(version: number): void;
  isZip64(): boolean;
}

export interface ZipEngineEntryOptions {
  name: string;
  date: Date;
  mode: number;
}

/**
 * The part of archiver that writes the bytes of a ZIP (`zip-stream` over `compress-commons`). Members with an
 * underscore are archiver's hooks for its own subclasses; `zip-layout.spec.ts` compares our bytes with what
 * archiver's public interface writes, so that an upgrade that changes them is noticed.
 */
export interface ZipEngineBase {
  /** Bytes of the archive so far. */
  offset: number;
  _entries: readonly ZipEngineEntry[];
  _archive: { centralOffset: number; centralLength: number };
  entry(
    source: Buffer,
    options: ZipEngineEntryOptions,
    callback: (error: Error | null | undefined) => void,
  ): unknown;
  finalize(): void;
  write(chunk: Buffer | string): boolean;
  isZip64(): boolean;
  _appendBuffer(
    entry: ZipEngineEntry,
    source: Buffer,
    callback: (error: Error | null, entry: ZipEngineEntry) => void,
  ): void;
  _writeLocalFileHeader(entry: ZipEngineEntry): void;
  _afterAppend(entry: ZipEngineEntry): void;
}

const REQUIRED = [
  'entry',
  'finalize',
  'write',
  'isZip64',
  '_appendBuffer',
  '_writeLocalFileHeader',
  '_afterAppend',
] as const;

type ZipEngineClass = new (options: { store: boolean }) => ZipEngineBase;

function engineClass(): ZipEngineClass {
  const module: unknown = Reflect.get(new ZipArchive({ store: true }), '_module');
  const engine: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'engine') : undefined;
  if (typeof engine !== 'object' || engine === null)
    throw new Error('archiver: its ZIP engine was not found');
  for (const member of REQUIRED) {
    if (typeof Reflect.get(engine, member) !== 'function') {
      throw new Error(`archiver: its ZIP engine has no ${member}; this version cannot be used`);
    }
  }
  return engine.constructor as ZipEngineClass;
}

/** Archiver's ZIP engine as a base class. It is not exported under a name, so it is taken from an archive. */
export const ZipEngine: ZipEngineClass = engineClass();
