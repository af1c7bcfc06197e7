import { Injectable } from '@nestjs/common';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Readable } from 'node:stream';
import { errnoOf } from '../../kernel/errors.js';
import {
  type FileStat,
  FileSystemPort,
  type FolderEntry,
  type OpenFile,
  type OpenMode,
  type ReadableFile,
  type ScannedFile,
} from './file-system.port.js';

const open = promisify(fs.open);
const read = promisify(fs.read);
const write = promisify(fs.write);
const close = promisify(fs.close);
const fsync = promisify(fs.fsync);
const fdatasync = promisify(fs.fdatasync);
const ftruncate = promisify(fs.ftruncate);
const fstat = promisify(fs.fstat);
const stat = promisify(fs.stat);
const mkdir = promisify(fs.mkdir);
const readdir = promisify(fs.readdir);

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_RDWR } = fs.constants;
const FLAGS: Record<OpenMode, number> = {
  create: O_WRONLY | O_CREAT | O_EXCL | O_APPEND,
  append: O_WRONLY | O_APPEND,
  existing: O_RDWR,
};

/** How long {@link NodeFileSystem.scan} may hold the thread before it lets requests through. */
const SCAN_SLICE_MS = 8;

/** Reads larger than Node's default of 64 KiB: fewer trips for large videos, little memory for small ones. */
const READ_CHUNK_BYTES = 512 * 1024;

class NodeOpenFile implements OpenFile {
  constructor(readonly fd: number) {}

  async write(data: Uint8Array): Promise<void> {
    for (let offset = 0; offset < data.length;) {
      // Short writes are legal; the rest is written in the next round.
      const { bytesWritten } = await write(this.fd, data, offset, data.length - offset, null);
      offset += bytesWritten;
    }
  }

  sync(): Promise<void> {
    return fdatasync(this.fd);
  }

  truncate(length: number): Promise<void> {
    return ftruncate(this.fd, length);
  }

  async size(): Promise<number> {
    return (await fstat(this.fd)).size;
  }

  close(): Promise<void> {
    return close(this.fd);
  }
}

class NodeReadableFile implements ReadableFile {
  constructor(readonly fd: number) {}

  async read(target: Uint8Array, position: number): Promise<number> {
    return (await read(this.fd, target, 0, target.length, position)).bytesRead;
  }

  close(): Promise<void> {
    return close(this.fd);
  }
}

function toFileStat(stats: fs.Stats): FileStat {
  return {
    size: stats.size,
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    mtimeMs: stats.mtimeMs,
    inode: stats.ino,
  };
}

/** Undefined if it went away since it was listed: a temporary name, or a record that was taken back. */
function readIfThere(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The real file system. The only module, with its neighbours here, that touches `node:fs`. */
@Injectable()
export class NodeFileSystem extends FileSystemPort {
  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    return new NodeOpenFile(await open(path, FLAGS[mode], 0o644));
  }

  rename(from: string, to: string): Promise<void> {
    return fs.promises.rename(from, to);
  }

  link(from: string, to: string): Promise<void> {
    return fs.promises.link(from, to);
  }

  unlink(path: string): Promise<void> {
    return fs.promises.unlink(path);
  }

  removeTree(path: string): Promise<void> {
    return fs.promises.rm(path, { recursive: true, force: true });
  }

  async removeEmptyFolder(path: string): Promise<boolean> {
    try {
      await fs.promises.rmdir(path);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST' || errnoOf(error) === 'ENOENT')
        return false;
      throw error;
    }
  }

  async makeFolder(path: string): Promise<boolean> {
    try {
      await mkdir(path);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  async syncFolder(path: string): Promise<void> {
    const fd = await open(path, O_RDONLY);
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  }

  readFile(path: string): Promise<Buffer> {
    return fs.promises.readFile(path);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    try {
      return toFileStat(await stat(path));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  async list(path: string): Promise<FolderEntry[]> {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Plain synchronous reads in short slices: several times as fast as one promise a file. */
  async *scan(path: string): AsyncIterable<readonly ScannedFile[]> {
    const folders = (await this.list(path)).filter((entry) => entry.isDirectory).map((entry) => entry.name);
    for (const folder of folders.sort()) {
      const names = (await this.list(join(path, folder)))
        .filter((entry) => !entry.isDirectory)
        .map((entry) => entry.name)
        .sort();
      for (let next = 0; next < names.length;) {
        const slice: ScannedFile[] = [];
        const until = performance.now() + SCAN_SLICE_MS;
        for (; next < names.length && performance.now() < until; next += 1) {
          const relative = `${folder}/${names[next]}`;
          const text = readIfThere(join(path, relative));
          if (text !== undefined) slice.push({ path: relative, text });
        }
        yield slice;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  async openForReading(path: string): Promise<ReadableFile> {
    return new NodeReadableFile(await open(path, O_RDONLY));
  }

  readStream(path: string): Readable {
    return fs.createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });
  }
}
