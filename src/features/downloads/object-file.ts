import type { Readable } from 'node:stream';
import { DomainError } from '../../kernel/errors.js';
import type { ObjectPlace, ObjectStorePort } from '../../platform/objects/index.js';
import type { ReadableFile } from '../../platform/storage/index.js';

/** The storage was asked for an object that a record says is there. */
export function objectMissing(): DomainError {
  return new DomainError(
    'artifact_not_found',
    'The file of this result is gone from object storage, and nobody asked for its removal.',
  );
}

/**
 * An object as a file that is read from some position on, piece by piece: one request, whose bytes are taken as they
 * are asked for, so that nothing piles up in memory.
 */
export class ObjectFile implements ReadableFile {
  #stream: Readable | undefined;
  #chunks: AsyncIterator<Buffer> | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;

  /** @param size of the object in bytes, as it was recorded */
  constructor(
    private readonly objects: ObjectStorePort,
    private readonly place: ObjectPlace,
    private readonly size: number,
  ) {}

  async read(target: Uint8Array, position: number): Promise<number> {
    if (position >= this.size) return 0;
    const chunks = await this.#from(position);
    if (this.#rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return 0;
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, target.length);
    target.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    this.#position += taken.length;
    return taken.length;
  }

  close(): Promise<void> {
    this.#stream?.destroy();
    return Promise.resolve();
  }

  async #from(position: number): Promise<AsyncIterator<Buffer>> {
    if (this.#chunks !== undefined && this.#position === position) return this.#chunks;
    await this.close();
    const stream = await this.objects.read(this.place, { start: position, end: this.size - 1 });
    if (stream === undefined) throw objectMissing();
    this.#stream = stream;
    this.#position = position;
    this.#rest = Buffer.alloc(0);
    this.#chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    return this.#chunks;
  }
}
