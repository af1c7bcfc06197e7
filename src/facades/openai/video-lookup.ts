import { Injectable } from '@nestjs/common';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import type { JobId } from '../../kernel/ids.js';
import { isVideo } from './video-object.js';
import { parseVideoId } from './video-id.js';

export interface VideoPage {
  items: JobView[];
  hasMore: boolean;
}

export interface PageQuery {
  after?: JobId | undefined;
  limit: number;
  order: 'asc' | 'desc';
}

const LARGEST_STEP = 200;

/** Finds an owner's videos: every job that makes one, whichever interface it came through. */
@Injectable()
export class VideoLookup {
  constructor(private readonly jobs: JobsService) {}

  /** @throws DomainError job_not_found; recovering, while that cannot be known yet */
  async get(videoId: string, owner: string): Promise<JobView> {
    const id = parseVideoId(videoId);
    const job = id === undefined ? undefined : await this.jobs.find(id, owner);
    if (job !== undefined && isVideo(job)) return job;
    // Says so while an unknown id may still turn up.
    if (id !== undefined && this.jobs.isRecovering) await this.jobs.get(id, owner);
    throw new DomainError('job_not_found', `There is no video '${videoId.slice(0, 100)}'.`);
  }

  async list(owner: string, query: PageQuery): Promise<VideoPage> {
    const found =
      query.order === 'desc' ? await this.#newest(owner, query) : await this.#oldest(owner, query);
    return { items: found.slice(0, query.limit), hasMore: found.length > query.limit };
  }

  /** At most one more than the limit. */
  async #newest(owner: string, { after, limit }: PageQuery): Promise<JobView[]> {
    const found: JobView[] = [];
    for await (const job of this.#videos(owner, limit + 1, after)) {
      found.push(job);
      if (found.length > limit) break;
    }
    return found;
  }

  /** Records are read from the newest on, so of all that are newer than `after` only the last ones are kept. */
  async #oldest(owner: string, { after, limit }: PageQuery): Promise<JobView[]> {
    const found: JobView[] = [];
    for await (const job of this.#videos(owner, LARGEST_STEP)) {
      if (after !== undefined && job.request.id <= after) break;
      found.push(job);
      if (found.length > limit + 1) found.shift();
    }
    return found.toReversed();
  }

  /** Newest first. */
  async *#videos(owner: string, step: number, start?: JobId): AsyncGenerator<JobView> {
    let before = start;
    do {
      const page = await this.jobs.list({ owner, limit: step, ...(before === undefined ? {} : { before }) });
      yield* page.items.filter(isVideo);
      before = page.nextBefore;
    } while (before !== undefined);
  }
}
