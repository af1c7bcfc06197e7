import { errnoOf } from '../../kernel/errors.js';
import type { Storage } from './storage.js';

/** Where a line lies: bytes from `offset` on, its end of line included. */
export interface LogPlace {
  /** Of the files of one log, from 1. */
  file: number;
  offset: number;
  length: number;
}

export interface GroupLogOptions {
  /** The path of the log's `number`th file. */
  pathOf: (number: number) => string;
  /** A file that has grown to this is followed by a new one; bytes. */
  fileBytes: number;
}

interface Waiting {
  line: Buffer;
  resolve: (place: LogPlace) => void;
  reject: (error: unknown) => void;
}

/** Lines that go to disk with one sync. */
const MOST_AT_ONCE = 1000;

/**
 * Lines that one process appends, with group commit: all that ask while a sync is under way share the next one, so that
 * their number, and not that of the disk's syncs, may grow with the load. A new file is begun after each start and when
 * one is full; files are never written again once they are left.
 */
export class GroupLog {
  readonly #waiting: Waiting[] = [];
  #isWriting = false;
  #file = 0;
  #size = 0;

  constructor(
    private readonly storage: Storage,
    private readonly options: GroupLogOptions,
  ) {}

  /** The file that lines go to now; those before it grow no more. 0 before the first line. */
  get file(): number {
    return this.#file;
  }

  /**
   * Resolves when the line is on disk.
   * @throws DomainError storage_full; the line is not in the log then
   */
  append(line: string): Promise<LogPlace> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: Buffer.from(line), resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        const places = await this.#write(group.map(({ line }) => line));
        for (const [index, { resolve }] of group.entries()) resolve(places[index]!);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#isWriting = false;
  }

  async #write(lines: readonly Buffer[]): Promise<LogPlace[]> {
    const content = Buffer.concat(lines);
    if (this.#file === 0 || this.#size >= this.options.fileBytes) await this.#begin(content);
    else await this.#continue(content);
    let offset = this.#size - content.length;
    return lines.map(({ length }) => {
      const place = { file: this.#file, offset, length };
      offset += length;
      return place;
    });
  }

  async #continue(content: Buffer): Promise<void> {
    const path = this.options.pathOf(this.#file);
    try {
      await this.storage.append(path, content);
    } catch (error) {
      // Whoever has read lines that were then cut off again must never find others in their place.
      this.#size = Infinity;
      if (errnoOf(error) === 'ENOENT') return this.#begin(content);
      throw error;
    }
    // This process was away for so long that others have tidied up behind it, perhaps at this very moment.
    if ((await this.storage.files.stat(path)) === undefined) return this.#begin(content);
    this.#size += content.length;
  }

  async #begin(content: Buffer): Promise<void> {
    this.#file += 1;
    // Should it fail, what may be left of this file is not touched again.
    this.#size = Infinity;
    await this.storage.createFile(this.options.pathOf(this.#file), content);
    this.#size = content.length;
  }
}
