import type { Readable } from 'node:stream';
import { DomainError } from '../../kernel/errors.js';

/** An object in a bucket. Keys are built from generated ids and the prefix of the settings only. */
export interface ObjectPlace {
  bucket: string;
  key: string;
}

export interface NewObject {
  /** Read once, from its start; destroyed when the upload ends, however it ends. */
  open: () => Readable;
  /** Bytes. */
  size: number;
  /** Hex. What is read must hash to this, or nothing is stored. */
  sha256: string;
  mediaType: string;
}

/** First and last byte, both included. */
export interface ObjectRange {
  start: number;
  end: number;
}

/** How a browser is to take what it gets from a signed address. */
export interface SignedDownload {
  mediaType: string;
  /** A whole `Content-Disposition`. */
  disposition: string;
}

/** The storage refused, failed or was not reached. The message holds no address, no key and nothing that it sent. */
export class ObjectStoreError extends DomainError {
  override readonly name = 'ObjectStoreError';

  constructor(
    message: string,
    /** Whether the same request can succeed later without anybody changing a setting. */
    readonly isTransient: boolean,
  ) {
    super('storage_unavailable', message, isTransient ? { retryAfterSeconds: 5 } : {});
  }
}

/** Objects in S3-compatible storage. Two implementations: the real one, and one in memory for tests. */
export abstract class ObjectStorePort {
  /** Where new objects go; undefined where no storage is set up: then nothing else here may be called. */
  abstract readonly target: { bucket: string; prefix: string } | undefined;
  /** Resolves when the object is there, whole by its size. Replaces one of the same name. @throws ObjectStoreError */
  abstract put(place: ObjectPlace, object: NewObject, signal: AbortSignal): Promise<void>;
  /** Bytes; undefined if there is no such object. @throws ObjectStoreError */
  abstract sizeOf(place: ObjectPlace): Promise<number | undefined>;
  /** The bytes, or a part of them; undefined if there is no such object. @throws ObjectStoreError */
  abstract read(place: ObjectPlace, range?: ObjectRange): Promise<Readable | undefined>;
  /** Nothing happens where there is none. @throws ObjectStoreError */
  abstract remove(place: ObjectPlace): Promise<void>;
  /** An address under which anyone may read the object for a while (`S3_URL_TTL`). Makes no request. */
  abstract signedUrl(place: ObjectPlace, download: SignedDownload): Promise<string>;
}
