import { Readable } from 'node:stream';
import {
  CheckedContent,
  type NewObject,
  type ObjectPlace,
  type ObjectRange,
  ObjectStoreError,
  ObjectStorePort,
  type SignedDownload,
} from '../../src/platform/objects/index.js';

export interface StoredObject {
  bytes: Buffer;
  mediaType: string;
}

/** What outlives a portal: objects by `<bucket>/<key>`. */
export type Bucket = Map<string, StoredObject>;

const FOREVER = new Promise<never>(() => undefined);

/** Object storage in memory, with faults to inject. Once killed it answers nothing any more. */
export class MemoryObjectStore extends ObjectStorePort {
  readonly target: { bucket: string; prefix: string };
  #isKilled = false;
  /** Asked before every operation. `late`: the operation happens, and its answer is lost. */
  fault: (operation: string, key: string) => 'early' | 'late' | undefined = () => undefined;
  /** Operations so far, such as `put videos/<job>/video.mp4`. */
  readonly log: string[] = [];

  constructor(
    readonly contents: Bucket = new Map(),
    prefix = '',
  ) {
    super();
    this.target = { bucket: 'results', prefix };
  }

  kill(): void {
    this.#isKilled = true;
  }

  put({ bucket, key }: ObjectPlace, object: NewObject, signal: AbortSignal): Promise<void> {
    return this.#pass('put', key, async () => {
      signal.throwIfAborted();
      const chunks: Buffer[] = [];
      const source = object.open();
      const content = new CheckedContent(object);
      source.once('error', (error) => content.destroy(error));
      for await (const chunk of source.pipe(content)) chunks.push(chunk as Buffer);
      signal.throwIfAborted();
      this.contents.set(`${bucket}/${key}`, { bytes: Buffer.concat(chunks), mediaType: object.mediaType });
    });
  }

  sizeOf({ bucket, key }: ObjectPlace): Promise<number | undefined> {
    return this.#pass('size', key, async () => this.contents.get(`${bucket}/${key}`)?.bytes.length);
  }

  read({ bucket, key }: ObjectPlace, range?: ObjectRange): Promise<Readable | undefined> {
    return this.#pass('read', key, async () => {
      const bytes = this.contents.get(`${bucket}/${key}`)?.bytes;
      if (bytes === undefined) return undefined;
      const wanted = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
      // In pieces, as a network brings them.
      const pieces = Array.from({ length: Math.ceil(wanted.length / 1000) }, (_, piece) =>
        wanted.subarray(piece * 1000, (piece + 1) * 1000),
      );
      return Readable.from(pieces, { objectMode: false });
    });
  }

  remove({ bucket, key }: ObjectPlace): Promise<void> {
    return this.#pass('remove', key, async () => void this.contents.delete(`${bucket}/${key}`));
  }

  async signedUrl({ bucket, key }: ObjectPlace, { disposition }: SignedDownload): Promise<string> {
    return `https://objects.example/${bucket}/${key}?disposition=${encodeURIComponent(disposition)}`;
  }

  async #pass<Result>(operation: string, key: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isKilled) await FOREVER;
    this.log.push(`${operation} ${key}`);
    const fault = this.fault(operation, key);
    if (this.#isKilled) await FOREVER;
    if (fault === 'early') throw new ObjectStoreError('The object storage was not reached.', true);
    const result = await work();
    if (fault === 'late') throw new ObjectStoreError('The object storage was not reached.', true);
    return result;
  }
}
