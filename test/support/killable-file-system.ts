import type { Readable } from 'node:stream';
import {
  type FileStat,
  FileSystemPort,
  type FolderEntry,
  NodeFileSystem,
  type OpenFile,
  type OpenMode,
  type ReadableFile,
  type ScannedFile,
} from '../../src/platform/storage/index.js';

const FOREVER = new Promise<never>(() => undefined);

/** Decides what becomes of an operation: an error to throw instead of it, or undefined to let it through. */
export type Fault = (operation: string, path: string, data?: Uint8Array) => Error | 'short-write' | undefined;

/**
 * The real file system with a plug to pull and faults to inject. Once killed it answers nothing any more: the portal
 * on it is as good as dead, while another one works on the same folders.
 */
export class KillableFileSystem extends FileSystemPort {
  readonly #files = new NodeFileSystem();
  #isKilled = false;
  /** Asked before every changing operation. */
  fault: Fault = () => undefined;

  kill(): void {
    this.#isKilled = true;
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    await this.#pass(`open-${mode}`, path);
    const file = await this.#files.open(path, mode);
    return {
      write: async (data) => {
        const fault = await this.#ask('write', path, data);
        if (fault === 'short-write') {
          await file.write(data.subarray(0, Math.floor(data.length / 2)));
          throw noSpace();
        }
        if (fault !== undefined) throw fault;
        await file.write(data);
      },
      sync: async () => {
        await this.#pass('sync', path);
        await file.sync();
      },
      truncate: async (length) => {
        await this.#pass('truncate', path);
        await file.truncate(length);
      },
      size: () => file.size(),
      close: () => file.close(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#pass('rename', to);
    await this.#files.rename(from, to);
  }

  async link(from: string, to: string): Promise<void> {
    await this.#pass('link', to);
    await this.#files.link(from, to);
  }

  async unlink(path: string): Promise<void> {
    await this.#pass('unlink', path);
    await this.#files.unlink(path);
  }

  async removeTree(path: string): Promise<void> {
    await this.#pass('remove', path);
    await this.#files.removeTree(path);
  }

  async removeEmptyFolder(path: string): Promise<boolean> {
    await this.#pass('rmdir', path);
    return this.#files.removeEmptyFolder(path);
  }

  async makeFolder(path: string): Promise<boolean> {
    await this.#pass('mkdir', path);
    return this.#files.makeFolder(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.#pass('sync-folder', path);
    await this.#files.syncFolder(path);
  }

  async readFile(path: string): Promise<Buffer> {
    await this.#pass('read', path);
    return this.#files.readFile(path);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    await this.#pass('stat', path);
    return this.#files.stat(path);
  }

  async list(path: string): Promise<FolderEntry[]> {
    await this.#pass('list', path);
    return this.#files.list(path);
  }

  async *scan(path: string): AsyncIterable<readonly ScannedFile[]> {
    await this.#pass('scan', path);
    yield* this.#files.scan(path);
  }

  async openForReading(path: string): Promise<ReadableFile> {
    await this.#pass('open-reading', path);
    return this.#files.openForReading(path);
  }

  readStream(path: string): Readable {
    return this.#files.readStream(path);
  }

  async #ask(operation: string, path: string, data?: Uint8Array): Promise<Error | 'short-write' | undefined> {
    if (this.#isKilled) await FOREVER;
    const fault = this.fault(operation, path, data);
    // Who asked may have pulled the plug: then this operation is the first that does not happen.
    if (this.#isKilled) await FOREVER;
    return fault;
  }

  async #pass(operation: string, path: string): Promise<void> {
    const fault = await this.#ask(operation, path);
    if (fault === 'short-write') throw new Error('only a write can be short');
    if (fault !== undefined) throw fault;
  }
}

export function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}
