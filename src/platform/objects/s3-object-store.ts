import {
  ChecksumAlgorithm,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Readable } from 'node:stream';
import type { ObjectSettings } from '../../config/index.js';
import { CheckedContent, ContentChangedError } from './checked-content.js';
import {
  type NewObject,
  type ObjectPlace,
  type ObjectRange,
  ObjectStoreError,
  ObjectStorePort,
  type SignedDownload,
} from './object-store.port.js';

const CONNECT_TIMEOUT_MS = 5000;
/** Without a byte from the storage. */
const IDLE_TIMEOUT_MS = 60_000;
const TRIES = 3;

/** Two of these are held at a time, for each upload. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** S3 takes 10,000. */
const MAX_PARTS = 9000;

const CHECKSUMS = { crc32: ChecksumAlgorithm.CRC32, sha256: ChecksumAlgorithm.SHA256 } as const;

/** S3 and what speaks like it. Uploads go in parts, each with a checksum that the storage verifies. */
export class S3ObjectStore extends ObjectStorePort {
  readonly target: { bucket: string; prefix: string };
  readonly #client: S3Client;
  /** Signs for the address under which clients reach the storage. */
  readonly #signer: S3Client;

  constructor(private readonly settings: ObjectSettings) {
    super();
    this.target = { bucket: settings.bucket, prefix: settings.prefix };
    this.#client = new S3Client(clientConfig(settings, settings.endpoint));
    const publicEndpoint = settings.publicEndpoint ?? settings.endpoint;
    this.#signer =
      publicEndpoint === settings.endpoint
        ? this.#client
        : new S3Client(clientConfig(settings, publicEndpoint));
  }

  async put(place: ObjectPlace, object: NewObject, signal: AbortSignal): Promise<void> {
    const source = object.open();
    const content = new CheckedContent(object);
    const upload = new Upload({
      client: this.#client,
      partSize: Math.max(PART_BYTES, Math.ceil(object.size / MAX_PARTS)),
      queueSize: PARTS_AT_ONCE,
      params: {
        Bucket: place.bucket,
        Key: place.key,
        Body: content,
        ContentType: object.mediaType,
        Metadata: { sha256: object.sha256 },
        ...checksumOf(this.settings),
      },
    });
    const stop = () => void upload.abort();
    // `pipe` passes no errors on, and without one the upload would wait for ever.
    source.once('error', (error) => content.destroy(error));
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      source.pipe(content);
      await upload.done();
    } catch (error) {
      throw signal.aborted ? signal.reason : asStoreError(error, 'storing a result');
    } finally {
      signal.removeEventListener('abort', stop);
      source.destroy();
      content.destroy();
    }
    const size = await this.sizeOf(place);
    if (size !== object.size)
      throw new ObjectStoreError(
        `The object storage has ${size ?? 'no'} bytes of a result of ${object.size}.`,
        true,
      );
  }

  async sizeOf(place: ObjectPlace): Promise<number | undefined> {
    try {
      const command = new HeadObjectCommand({ Bucket: place.bucket, Key: place.key });
      return (await this.#client.send(command)).ContentLength;
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw asStoreError(error, 'looking for a result');
    }
  }

  async read(place: ObjectPlace, range?: ObjectRange): Promise<Readable | undefined> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({
          Bucket: place.bucket,
          Key: place.key,
          ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }),
        }),
      );
      if (!(Body instanceof Readable)) throw new ObjectStoreError('The object storage sent no bytes.', true);
      return Body;
    } catch (error) {
      if (isMissingObject(error)) return undefined;
      throw asStoreError(error, 'reading a result');
    }
  }

  async remove(place: ObjectPlace): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key }));
    } catch (error) {
      if (!isMissingObject(error)) throw asStoreError(error, 'removing a result');
    }
  }

  async signedUrl(place: ObjectPlace, { mediaType, disposition }: SignedDownload): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      ResponseContentType: mediaType,
      ResponseContentDisposition: disposition,
    });
    try {
      return await getSignedUrl(this.#signer, command, { expiresIn: this.settings.urlTtlSeconds });
    } catch (error) {
      throw asStoreError(error, 'signing an address');
    }
  }
}

function clientConfig(settings: ObjectSettings, endpoint: string | undefined): S3ClientConfig {
  return {
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
    // Servers that know no checksums refuse requests with one.
    requestChecksumCalculation: settings.checksum === 'none' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    responseChecksumValidation: settings.checksum === 'none' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
  };
}

function checksumOf({ checksum }: ObjectSettings): { ChecksumAlgorithm?: ChecksumAlgorithm } {
  return checksum === 'none' ? {} : { ChecksumAlgorithm: CHECKSUMS[checksum] };
}

interface Refusal {
  name: string;
  status: number | undefined;
}

/** Only the two parts of an error that are surely no secret: its kind and the HTTP status. */
function refusalOf(error: unknown): Refusal {
  const name = error instanceof Error && /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error';
  if (typeof error !== 'object' || error === null || !('$metadata' in error))
    return { name, status: undefined };
  const metadata = error.$metadata as { httpStatusCode?: unknown } | undefined;
  const status = metadata?.httpStatusCode;
  return { name, status: typeof status === 'number' ? status : undefined };
}

/** A missing bucket is a setting that is wrong, and no missing object. A `HEAD` tells the two apart by no word. */
function isMissingObject(error: unknown): boolean {
  const { name, status } = refusalOf(error);
  return name === 'NoSuchKey' || (status === 404 && name !== 'NoSuchBucket');
}

function asStoreError(error: unknown, doing: string): Error {
  if (error instanceof ObjectStoreError || error instanceof ContentChangedError) return error;
  // Of the disk under it, not of the storage.
  if (error instanceof Error && 'syscall' in error && 'path' in error) return error;
  const { name, status } = refusalOf(error);
  if (status === undefined)
    return new ObjectStoreError(`The object storage was not reached (${doing}).`, true);
  const isTransient = status >= 500 || status === 408 || status === 429;
  return new ObjectStoreError(`The object storage answered ${status} ${name} (${doing}).`, isTransient);
}
