import type { FileSystemPort, OpenFile } from '../../../../platform/storage/index.js';
import { ResultTooLarge, ServerRefusal } from '../server-protocol.js';
import { SAMPLE_BYTES } from './result-kind.js';

export interface SaveOptions {
  /** Replaced if it exists. */
  path: string;
  maxBytes: number;
  /** What `content-length` promised. */
  promised: number | undefined;
  /** Sees the first bytes before anything is written; what it throws ends the transfer. */
  look: (sample: Uint8Array) => Promise<void>;
  /** For messages: `GET /v1/videos/1/content`. */
  what: string;
}

/**
 * Streams a body to a new file. A body without one byte makes no file; of a body that cannot be saved whole nothing is
 * left.
 * @returns bytes written
 * @throws ServerRefusal `broken` where the body is too large or too short; errors of the file system as they are
 */
export async function saveBody(
  files: FileSystemPort,
  chunks: AsyncIterable<Uint8Array>,
  options: SaveOptions,
): Promise<number> {
  const { path, maxBytes, promised, what } = options;
  if (promised !== undefined && promised > maxBytes) throw tooLarge(what, maxBytes);
  const target = new LookedAtFile(files, options);
  try {
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(what, maxBytes);
      await target.write(chunk);
    }
    if (promised !== undefined && size !== promised)
      throw new ServerRefusal('broken', `${what} was answered with ${size} of ${promised} bytes`);
    await target.end();
    return size;
  } catch (error) {
    await target.abandon();
    await files.removeTree(path);
    throw error;
  }
}

/** Holds the first bytes back until they have been looked at. */
class LookedAtFile {
  #sample: Uint8Array[] = [];
  #sampleSize = 0;
  #file: OpenFile | undefined;

  constructor(
    private readonly files: FileSystemPort,
    private readonly options: Pick<SaveOptions, 'path' | 'look'>,
  ) {}

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#file !== undefined) return this.#file.write(chunk);
    this.#sample.push(chunk);
    this.#sampleSize += chunk.length;
    if (this.#sampleSize >= SAMPLE_BYTES) await this.#open();
  }

  async end(): Promise<void> {
    if (this.#file === undefined && this.#sampleSize > 0) await this.#open();
    await this.#close();
  }

  async abandon(): Promise<void> {
    await this.#close();
  }

  async #open(): Promise<void> {
    const sample = Buffer.concat(this.#sample);
    this.#sample = [];
    await this.options.look(sample);
    await this.files.removeTree(this.options.path);
    this.#file = await this.files.open(this.options.path, 'create');
    await this.#file.write(sample);
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

function tooLarge(what: string, maxBytes: number): ResultTooLarge {
  return new ResultTooLarge(`${what} was answered with more than the ${maxBytes} bytes allowed`);
}
