import { dirname } from 'node:path';
import { messageOf } from '../../../../kernel/errors.js';
import type { Storage } from '../../../../platform/storage/index.js';
import type { ServerLog } from '../server-slot.js';

const MAX_FILE_BYTES = 5_000_000;
/** What waits to be written; more is dropped, so that a server that floods its output costs no memory. */
const MAX_WAITING_CHARACTERS = 1_000_000;
const TAIL_CHARACTERS = 2000;

/** What a server writes to its outputs: the newest part in a file, the file before it beside it as `<name>.1`. */
export class ServerLogFile {
  #tail = '';
  #waiting = '';
  #writing: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(
    private readonly storage: Storage,
    private readonly path: string,
    private readonly log: ServerLog,
  ) {}

  /** The end of it, for error messages. */
  get tail(): string {
    return this.#tail.trim();
  }

  /** A new process begins. */
  begin(line: string): void {
    this.#tail = '';
    this.#add(`\n--- ${line}\n`);
  }

  add(text: string): void {
    this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS);
    this.#add(text);
  }

  /** Resolves when everything is written. */
  written(): Promise<void> {
    return this.#writing;
  }

  #add(text: string): void {
    if (this.#isBroken) return;
    const isFirst = this.#waiting === '';
    this.#waiting = (this.#waiting + text).slice(-MAX_WAITING_CHARACTERS);
    if (isFirst) this.#writing = this.#writing.then(() => this.#write());
  }

  /** A log that cannot be written must not stop the server. */
  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    try {
      await this.#append(Buffer.from(text));
    } catch (error) {
      this.#isBroken = true;
      this.log.warn(
        { path: this.path, reason: messageOf(error) },
        'the log of a server is not written any more',
      );
    }
  }

  async #append(content: Buffer): Promise<void> {
    const { files } = this.storage;
    await this.storage.ensureFolder(dirname(this.path));
    const size = (await files.stat(this.path))?.size;
    if (size !== undefined && size + content.length > MAX_FILE_BYTES)
      await files.rename(this.path, `${this.path}.1`);
    const isNew = (await files.stat(this.path)) === undefined;
    const file = await files.open(this.path, isNew ? 'create' : 'append');
    try {
      await file.write(content);
    } finally {
      await file.close();
    }
  }
}
