import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { type AnswerHead, FetchError, GuardedFetch } from '../../platform/http/guarded-fetch/index.js';
import { readListing } from './hub-listing.js';
import { ModelError } from './model-error.js';
import type { ModelId } from './model-id.js';
import type { HubFile, Revision } from './model.types.js';

/** Injection token of the {@link GuardedFetch} that talks to the hub. */
export const HUB_FETCH = Symbol('HUB_FETCH');

const MAX_LISTING_BYTES = 32 * 1024 * 1024;

/** Where the bytes of a file go. */
export interface FileSink {
  /** Bytes that are there. */
  readonly size: number;
  /** Forgets what is there. */
  restart(): Promise<void>;
  write(chunk: Buffer): Promise<void>;
}

/** A server with models in the layout of Hugging Face. */
@Injectable()
export class ModelHub {
  constructor(
    @Inject(HUB_FETCH) private readonly fetch: GuardedFetch,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The newest revision. @throws ModelError, FetchError, the reason of the signal */
  async revision(id: ModelId, signal: AbortSignal): Promise<Revision> {
    const request = { maxBytes: MAX_LISTING_BYTES, signal, ...this.#authorization() };
    const url = `${this.config.models.hubUrl}/api/models/${id}/revision/main?blobs=true`;
    const text = await this.fetch.read(url, request, async (body) => {
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    });
    return readListing(text);
  }

  /**
   * Reads what is missing of a file, from where the sink stands. What came before a connection broke stays there.
   * @throws ModelError, FetchError, the reason of the signal
   */
  async read(id: ModelId, commit: string, file: HubFile, sink: FileSink, signal: AbortSignal): Promise<void> {
    if (sink.size === file.size) return;
    const path = file.path.split('/').map(encodeURIComponent).join('/');
    const request = {
      maxBytes: file.size,
      signal,
      statuses: [200, 206],
      headers: () => (sink.size > 0 ? { range: `bytes=${sink.size}-` } : {}),
      ...this.#authorization(),
    };
    const url = `${this.config.models.hubUrl}/${id}/resolve/${commit}/${path}`;
    try {
      await this.fetch.read(url, request, async (body, head) => {
        await settleStart(head, file, sink);
        for await (const chunk of body) {
          if (sink.size + chunk.length > file.size) throw tooLong(file);
          await sink.write(chunk);
        }
        // A server may end an answer early without any error.
        if (sink.size < file.size) throw new FetchError('unreachable', 'the connection broke off', true);
      });
    } catch (error) {
      throw error instanceof FetchError && error.reason === 'too-large' ? tooLong(file) : error;
    }
  }

  #authorization(): { authorization?: string } {
    const { hubToken } = this.config.models;
    return hubToken === undefined ? {} : { authorization: `Bearer ${hubToken}` };
  }
}

function tooLong({ path }: HubFile): ModelError {
  return new ModelError(`${path} is longer than the hub said`);
}

/** Servers may answer with the whole file all the same. */
async function settleStart({ status, headers }: AnswerHead, file: HubFile, sink: FileSink): Promise<void> {
  if (status === 200) {
    if (sink.size > 0) await sink.restart();
    return;
  }
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(headers['content-range'])) ?? [];
  const isRest = Number(first) === sink.size && (total === '*' || Number(total) === file.size);
  if (!isRest) throw new ModelError(`The hub sent another part of ${file.path} than it was asked for`);
}
