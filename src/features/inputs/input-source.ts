import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import { FetchError, GuardedFetch } from '../../platform/http/guarded-fetch/index.js';
import { NotInsideError, openInside } from '../../platform/storage/index.js';
import { tooLarge } from './arriving-file.js';
import { decodeBase64, decodedSize } from './base64-text.js';
import type { FactsRecord } from './facts-record.js';
import { InputStore } from './input-store.js';
import type { TextSource } from './text-source.js';

/** Takes in what a text of a request stands for, unless it is an upload. */
@Injectable()
export class InputSource {
  constructor(
    private readonly store: InputStore,
    private readonly fetch: GuardedFetch,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError input_invalid, input_too_large, input_unreachable, storage_full */
  read(
    source: Exclude<TextSource, { type: 'upload' }>,
    text: string,
    signal: AbortSignal,
  ): Promise<FactsRecord> {
    switch (source.type) {
      case 'base64':
        return this.#decode(text, source.start, signal);
      case 'url':
        return this.#download(source.url, signal);
      case 'path':
        return this.#copy(source.path, signal);
    }
  }

  async #decode(text: string, start: number, signal: AbortSignal): Promise<FactsRecord> {
    const { maxBytes } = this.config.inputs;
    // Two bytes of the last group may be padding.
    if (decodedSize(text, start) - 2 > maxBytes) throw tooLarge(maxBytes);
    return this.store.add(decodeBase64(text, start), signal);
  }

  async #download(url: string, signal: AbortSignal): Promise<FactsRecord> {
    const { maxBytes } = this.config.inputs;
    try {
      return await this.fetch.read(url, { maxBytes, signal }, (body) => this.store.add(body, signal));
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      if (error.reason === 'too-large') throw tooLarge(maxBytes);
      throw new DomainError('input_unreachable', `The address could not be read: ${error.message}`, {
        cause: error,
      });
    }
  }

  async #copy(path: string, signal: AbortSignal): Promise<FactsRecord> {
    const { folder } = this.config.inputs;
    if (folder === undefined)
      throw new DomainError(
        'input_invalid',
        'It is neither the id of an upload nor an http address, a data URL or base64; files of the server may be named only where INPUT_DIR is set',
      );
    try {
      const file = await openInside(folder, path);
      return await this.store.add(file as AsyncIterable<Buffer>, signal);
    } catch (error) {
      if (!(error instanceof NotInsideError)) throw error;
      throw new DomainError('input_invalid', 'There is no such file in the folder of inputs (INPUT_DIR)');
    }
  }
}
