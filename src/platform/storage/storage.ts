import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DomainError, errnoOf, messageOf } from '../../kernel/errors.js';
import { FileSystemPort } from './file-system.port.js';
import { FolderSync } from './folder-sync.js';

export interface FileDigest {
  /** Bytes. */
  size: number;
  sha256: string;
  /** Unsigned. */
  crc32: number;
}

/** Above this many remembered folders the memory starts anew; it only saves system calls. */
const MAX_ENSURED_FOLDERS = 10_000;

/** Prefix of names that are never served and never adopted. */
const TEMPORARY_PREFIX = '.tmp-';

/** Also where the error crossed a process border, or a library, and kept only its text. */
export function isStorageFull(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'storage_full';
  const code = errnoOf(error);
  return (
    code === 'ENOSPC' || code === 'EDQUOT' || /\bENOSPC\b|no space left on device/i.test(messageOf(error))
  );
}

function asDomainError(error: unknown): unknown {
  if (!isStorageFull(error)) return error;
  return new DomainError('storage_full', 'The disk is full; nothing was stored.', { cause: error });
}

function rethrow(error: unknown): never {
  throw asDomainError(error);
}

/**
 * Durable operations, put together from the single steps of {@link FileSystemPort}. Each resolves only when what it
 * did survives a power cut, and leaves nothing half-done that a reader could take for whole.
 */
@Injectable()
export class Storage {
  readonly #folders: FolderSync;
  /** Folders that this process has made sure of, and those it is just making. */
  readonly #ensured = new Map<string, Promise<void>>();
  /** Journals whose torn end could not be cut off, with the length of what is whole. */
  readonly #torn = new Map<string, number>();

  constructor(readonly files: FileSystemPort) {
    this.#folders = new FolderSync(files);
  }

  /** A folder and its parents, with their names on disk. Callers at the same time wait for the same work. */
  ensureFolder(path: string): Promise<void> {
    const known = this.#ensured.get(path);
    if (known !== undefined) return known;
    if (this.#ensured.size >= MAX_ENSURED_FOLDERS) this.#ensured.clear();
    const work = this.#makeDurableFolder(path);
    this.#ensured.set(path, work);
    work.catch(() => this.#ensured.delete(path));
    return work;
  }

  async #makeDurableFolder(path: string): Promise<void> {
    const parent = dirname(path);
    if (parent === path) return;
    if ((await this.files.stat(path)) === undefined) {
      await this.ensureFolder(parent);
      await this.files.makeFolder(path);
    }
    // Also where it existed: whoever made it may have been killed before its name was on disk.
    await this.#folders.sync(parent);
  }

  /**
   * Writes a new file that a reader may see before this resolves: for journals, whose readers know a torn line.
   * @throws DomainError storage_full; nothing of the file is left then
   */
  async createFile(path: string, content: string | Buffer): Promise<void> {
    await this.ensureFolder(dirname(path)).catch(rethrow);
    try {
      await this.#writeNew(path, content);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      // Another process has removed the folder, which was empty.
      this.#ensured.delete(dirname(path));
      await this.ensureFolder(dirname(path)).catch(rethrow);
      await this.#writeNew(path, content);
    }
    await this.#syncNameOf(path);
  }

  /**
   * Writes a new file, whole or not at all, under a name that only one caller of all processes gets: the others resolve
   * to false. Durable when it resolves to true.
   * @throws DomainError storage_full
   */
  async claimFile(path: string, content: string): Promise<boolean> {
    await this.ensureFolder(dirname(path)).catch(rethrow);
    const temporary = join(dirname(path), `${TEMPORARY_PREFIX}${randomUUID()}`);
    await this.#writeNew(temporary, content);
    try {
      await this.files.link(temporary, path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw asDomainError(error);
      // Over NFS the answer to a link that went well may be lost, and its repetition find the name taken: by itself.
      if (!(await this.#isSame(temporary, path))) return false;
    } finally {
      await this.files.removeTree(temporary);
    }
    await this.#folders.sync(dirname(path)).catch(rethrow);
    return true;
  }

  async #isSame(one: string, other: string): Promise<boolean> {
    const [a, b] = await Promise.all([this.files.stat(one), this.files.stat(other)]);
    return a?.inode !== undefined && a.inode === b?.inode;
  }

  /** Puts a whole file in place of an old one or none: temporary name, fsync, rename, fsync of the folder. */
  async replaceFile(path: string, content: string): Promise<void> {
    const temporary = join(dirname(path), TEMPORARY_PREFIX + basename(path));
    await this.ensureFolder(dirname(path)).catch(rethrow);
    await this.files.removeTree(temporary);
    await this.#writeNew(temporary, content);
    try {
      await this.files.rename(temporary, path);
    } catch (error) {
      await this.#removeQuietly(temporary, error);
      throw asDomainError(error);
    }
    await this.#syncNameOf(path);
  }

  /** Whoever is told that a file could not be stored must not find it later. */
  async #syncNameOf(path: string): Promise<void> {
    try {
      await this.#folders.sync(dirname(path));
    } catch (error) {
      await this.#removeQuietly(path, error);
      throw asDomainError(error);
    }
  }

  /** The content is on disk afterwards, the name perhaps not yet. */
  async #writeNew(path: string, content: string | Buffer): Promise<void> {
    try {
      const file = await this.files.open(path, 'create');
      try {
        await file.write(typeof content === 'string' ? Buffer.from(content) : content);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') await this.#removeQuietly(path, error);
      throw asDomainError(error);
    }
  }

  /**
   * Appends to a journal. A failed append is cut off again, so that what follows never continues a torn line.
   * @throws DomainError storage_full
   */
  async append(path: string, content: string | Buffer): Promise<void> {
    const file = await this.files.open(path, 'append');
    try {
      const torn = this.#torn.get(path);
      if (torn !== undefined) await file.truncate(torn);
      this.#torn.delete(path);
      const before = await file.size();
      try {
        await file.write(typeof content === 'string' ? Buffer.from(content) : content);
        await file.sync();
      } catch (error) {
        this.#torn.set(path, before);
        await file.truncate(before);
        this.#torn.delete(path);
        throw asDomainError(error);
      }
    } finally {
      await file.close();
    }
  }

  /** Cuts a journal to its whole lines. */
  async truncate(path: string, length: number): Promise<void> {
    const file = await this.files.open(path, 'existing');
    try {
      await file.truncate(length);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Makes a written file durable and measures it. Reads it once. */
  async sealFile(path: string): Promise<FileDigest> {
    const file = await this.files.open(path, 'existing');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    return this.digest(path);
  }

  async digest(path: string): Promise<FileDigest> {
    const sha256 = createHash('sha256');
    let checksum = 0;
    let size = 0;
    for await (const chunk of this.files.readStream(path) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      checksum = crc32(chunk, checksum);
      size += chunk.length;
    }
    return { size, sha256: sha256.digest('hex'), crc32: checksum };
  }

  /**
   * Makes a folder of sealed files visible under its final name, all at once.
   * @throws EEXIST or ENOTEMPTY if something is there already
   */
  async publishFolder(from: string, to: string): Promise<void> {
    await this.files.syncFolder(from);
    await this.ensureFolder(dirname(to));
    try {
      await this.files.rename(from, to);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      // Somebody has just removed the empty folder that this goes into.
      this.#ensured.delete(dirname(to));
      await this.ensureFolder(dirname(to));
      await this.files.rename(from, to);
    }
    await this.#folders.sync(dirname(to));
    if (dirname(from) !== dirname(to)) await this.#folders.sync(dirname(from));
  }

  /** Makes sure that a name which is visible is on disk too, with those of its parents. */
  async syncName(path: string): Promise<void> {
    await this.ensureFolder(dirname(path));
    await this.#folders.sync(dirname(path));
  }

  /** Nothing happens if there is something in it: also where that has only just come. */
  async removeEmptyFolder(path: string): Promise<void> {
    this.#ensured.delete(path);
    if (await this.files.removeEmptyFolder(path)) await this.#folders.sync(dirname(path));
  }

  async removeTree(path: string): Promise<void> {
    await this.files.removeTree(path);
    this.#ensured.delete(path);
    if ((await this.files.stat(dirname(path))) !== undefined) await this.#folders.sync(dirname(path));
  }

  async #removeQuietly(path: string, cause: unknown): Promise<void> {
    try {
      await this.files.removeTree(path);
    } catch (error) {
      // Both errors matter: the second one means that a torn file is left, which recovery drops.
      throw new Error(`could not remove ${basename(path)} after a failed write (${messageOf(cause)})`, {
        cause: error,
      });
    }
  }
}
