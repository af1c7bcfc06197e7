import { createHash, type Hash } from 'node:crypto';
import { dirname } from 'node:path';
import type { OpenFile, Storage } from '../../platform/storage/index.js';
import { ModelError } from './model-error.js';
import type { FileSink } from './model-hub.js';
import type { ModelFolders } from './model-folders.js';
import type { HubFile } from './model.types.js';

/** The beginning of a file on its way: it grows, and at the end it is what it should be, or goes. */
export class PartFile implements FileSink {
  #size = 0;
  #hash: Hash;

  private constructor(
    private readonly storage: Storage,
    private readonly path: string,
    private readonly expected: HubFile,
    private readonly file: OpenFile,
  ) {
    this.#hash = hashFor(expected);
  }

  /** Goes on where an earlier try, also one of an earlier start, has ended. */
  static async open(storage: Storage, folders: ModelFolders, path: string, file: HubFile): Promise<PartFile> {
    await folders.make(dirname(path));
    const before = await storage.files.stat(path);
    const opened = await storage.files.open(path, before === undefined ? 'create' : 'append');
    const part = new PartFile(storage, path, file, opened);
    try {
      if (before !== undefined && before.size > file.size) await part.restart();
      else if (before !== undefined) await part.#readAgain();
      return part;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Buffer): Promise<void> {
    await this.file.write(chunk);
    this.#take(chunk);
  }

  async restart(): Promise<void> {
    await this.file.truncate(0);
    this.#size = 0;
    this.#hash = hashFor(this.expected);
  }

  /** Resolves when the bytes are on disk. @throws ModelError for a file that is not what the hub said; nothing stays of it */
  async finish(): Promise<void> {
    const { digest, path } = this.expected;
    const [wanted, name] = 'sha256' in digest ? [digest.sha256, 'SHA-256'] : [digest.gitBlob, 'checksum'];
    if (this.#hash.digest('hex') !== wanted) {
      await this.restart();
      throw new ModelError(`${path} is not what the hub said: its ${name} is another`);
    }
    await this.file.sync();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async #readAgain(): Promise<void> {
    for await (const chunk of this.storage.files.readStream(this.path) as AsyncIterable<Buffer>)
      this.#take(chunk);
  }

  #take(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }
}

/** Git puts a head before the content of a blob. */
function hashFor({ digest, size }: HubFile): Hash {
  return 'sha256' in digest ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}
