import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { FetchError, GuardedFetch } from '../../platform/http/guarded-fetch/index.js';
import { fileBlob } from '../../platform/storage/index.js';
import { badRequest, TaskError } from './task-error.js';
import type { TaskFields } from './task-fields.js';
import { TaskFiles } from './task-files.service.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

/** Puts results where their clients want them. */
@Injectable()
export class TaskUpload {
  readonly #fetch: GuardedFetch;

  constructor(
    private readonly files: TaskFiles,
    @Inject(CONFIG) config: Config,
  ) {
    this.#fetch = new GuardedFetch({ allowPrivate: config.inputs.allowPrivateUrls });
  }

  /** Where the result shall go, if not into the answer. @throws TaskError 400 */
  addressOf({ presigned_url: url }: TaskFields): string | undefined {
    if (url === undefined || url === '') return undefined;
    const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    if (!isHttp) throw badRequest(`Invalid presigned_url: ${url.slice(0, 300)}`);
    return url;
  }

  /** @throws TaskError 404 where there is no file (any more), 502 where it cannot be put there */
  async put(job: JobView, url: string, signal: AbortSignal): Promise<void> {
    const path = this.files.pathOf(job);
    const mediaType = MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    const blob = await fileBlob(path, mediaType);
    try {
      await this.#fetch.put(url, { mediaType, size: blob.size, open: () => blob.stream(), signal });
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      // The address holds a signature: it is not said again.
      throw new TaskError(
        502,
        `Failed to upload sync result to presigned URL: ${error.message}`,
        'input_unreachable',
        { cause: error },
      );
    }
  }
}
