import type { Readable } from 'node:stream';

export interface FileStat {
  /** Bytes. */
  size: number;
  isFile: boolean;
  isDirectory: boolean;
  mtimeMs: number;
  /** What two names of one file have in common; undefined where that is not known. */
  inode?: number;
}

export interface FolderEntry {
  name: string;
  isDirectory: boolean;
}

/** One small file read by {@link FileSystemPort.scan}. */
export interface ScannedFile {
  /** Path relative to the scanned folder. */
  path: string;
  text: string;
}

/** An open file. Every handle is closed by whoever opened it. */
export interface OpenFile {
  write(data: Uint8Array): Promise<void>;
  /** Data and what is needed to read it again reach the disk (fdatasync). */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** A file open for reading, for readers that bring their own memory. Closed by whoever opened it. */
export interface ReadableFile {
  /**
   * @param position of the first byte to read
   * @returns bytes read into the front of `target`; fewer than fit are legal, 0 only at the end of the file
   */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

export type OpenMode =
  /** Must not exist; for writing. */
  | 'create'
  /** Must exist; writes go to the end. */
  | 'append'
  /** Must exist; only to sync it. */
  | 'existing';

/**
 * The operations of a file system that durability depends on, one by one, so that a test can stop the world before
 * and after each. Two implementations: the real one, and the crash simulation of the tests.
 * Errors carry the errno in `code` (`ENOENT`, `ENOSPC`, ...).
 */
export abstract class FileSystemPort {
  abstract open(path: string, mode: OpenMode): Promise<OpenFile>;
  abstract rename(from: string, to: string): Promise<void>;
  /** A second name for a file, all at once; what arbitrates between processes, also over NFS. @throws EEXIST if it is taken */
  abstract link(from: string, to: string): Promise<void>;
  abstract unlink(path: string): Promise<void>;
  /** Removes a file or folder with all it holds; nothing happens if it does not exist. */
  abstract removeTree(path: string): Promise<void>;
  /** Resolves to false, and removes nothing, if the folder is not empty or does not exist. */
  abstract removeEmptyFolder(path: string): Promise<boolean>;
  /** One folder; its parent must exist. Resolves to false if it existed. */
  abstract makeFolder(path: string): Promise<boolean>;
  /** The names in a folder reach the disk (fsync of the folder). */
  abstract syncFolder(path: string): Promise<void>;
  abstract readFile(path: string): Promise<Buffer>;
  /** Undefined if nothing is there. */
  abstract stat(path: string): Promise<FileStat | undefined>;
  /** Empty if the folder does not exist. */
  abstract list(path: string): Promise<FolderEntry[]>;
  /**
   * Reads all files one level below the folders of `path` (`<path>/<folder>/<file>`) in slices short enough that
   * requests are answered in between. Folders and files come in the order of their names.
   */
  abstract scan(path: string): AsyncIterable<readonly ScannedFile[]>;
  abstract openForReading(path: string): Promise<ReadableFile>;
  /** The whole file, from its start. */
  abstract readStream(path: string): Readable;
}
