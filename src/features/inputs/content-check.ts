import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import { type MediaEncoder, MediaError, type MediaFacts } from '../../platform/media/index.js';
import { isStorageFull } from '../../platform/storage/index.js';
import { type ContentType, contentTypeOf, withoutPictures } from './content-type.js';
import type { StoredInput } from './input.types.js';

/** Injection token of the {@link MediaEncoder} that looks at inputs: not one that is busy with results. */
export const INPUT_MEDIA = Symbol('INPUT_MEDIA');

/** Everything about a content but its hash and size. */
export type ContentFacts = Omit<StoredInput, 'fileName' | 'size'> & { extension: string };

/** Where a file is put that {@link ContentCheck.look} makes of the one that came. */
export function convertedPath(path: string): string {
  return `${path}.converted`;
}

/** Finds out what a file really is. */
@Injectable()
export class ContentCheck {
  constructor(
    @Inject(INPUT_MEDIA) private readonly media: MediaEncoder,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes a PNG of a BMP, under {@link convertedPath}; the facts are then those of the PNG, and `isConverted` says so.
   * @throws DomainError input_invalid, input_too_large
   */
  async look(path: string, signal?: AbortSignal): Promise<{ facts: ContentFacts; isConverted: boolean }> {
    const type = await contentTypeOf(path);
    const isConverted = type.convertedFrom !== undefined;
    const facts = await this.#lookInside(path, type, signal);
    const { maxAudioSeconds } = this.config.inputs;
    if (facts.kind === 'audio' && facts.durationSeconds > maxAudioSeconds)
      throw new DomainError(
        'input_too_large',
        `The audio lasts ${facts.durationSeconds.toFixed(1)} s; at most ${maxAudioSeconds} are taken (MAX_AUDIO_SECONDS)`,
      );
    const { extension, mediaType } = settled(type, facts);
    return { facts: { extension, mediaType, ...facts }, isConverted };
  }

  async #lookInside(path: string, type: ContentType, signal?: AbortSignal) {
    const { expected, mediaType, convertedFrom } = type;
    const { maxPixels } = this.config.inputs;
    try {
      if (convertedFrom === undefined) return await this.media.lookAt({ path, expected, maxPixels }, signal);
      const pngPath = convertedPath(path);
      await this.media.bmpToPng({ sourcePath: path, pngPath, maxPixels }, signal);
      return await this.media.lookAt({ path: pngPath, expected, maxPixels }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof MediaError) || isStorageFull(error)) throw error;
      if (error.code === 'TOO_LARGE')
        throw new DomainError(
          'input_too_large',
          capitalised(error.message) + (expected === 'image' ? ' (MAX_IMAGE_PIXELS)' : ''),
        );
      // Messages of the decoders may hold the path.
      throw new DomainError(
        'input_invalid',
        `The file begins as ${convertedFrom ?? mediaType}, but it is damaged or not whole`,
        {
          cause: error,
        },
      );
    }
  }
}

/** @throws DomainError input_invalid */
function settled(type: ContentType, { kind }: MediaFacts): ContentType {
  if (type.mediaType.startsWith(`${kind}/`)) return type;
  const instead = kind === 'audio' ? withoutPictures(type) : undefined;
  if (instead !== undefined) return instead;
  throw new DomainError('input_invalid', `The file begins as ${type.mediaType}, but holds ${kind} instead`);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
