import { Injectable } from '@nestjs/common';
import { type JobFilter, JobsService, type JobView } from '../../features/jobs/index.js';
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

  async list(owner: string, { after, limit, order }: PageQuery): Promise<VideoPage> {
    const found: JobView[] = [];
    const step = { limit: limit + 1, order: order === 'asc' ? ('oldest' as const) : ('newest' as const) };
    for await (const job of this.#videos(owner, step, after)) {
      found.push(job);
      if (found.length > limit) break;
    }
    return { items: found.slice(0, limit), hasMore: found.length > limit };
  }

  async *#videos(
    owner: string,
    step: Pick<JobFilter, 'limit' | 'order'>,
    start?: JobId,
  ): AsyncGenerator<JobView> {
    let before = start;
    do {
      const page = await this.jobs.list({ owner, ...step, ...(before === undefined ? {} : { before }) });
      yield* page.items.filter(isVideo);
      before = page.nextBefore;
    } while (before !== undefined);
  }
}
