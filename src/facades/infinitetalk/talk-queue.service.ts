import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { EnginesService } from '../../features/engines/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { queueFull } from './talk-error.js';
import type { TalkQueueBody, TalkRequestBody } from './talk.body.js';
import { FACADE, isDeleted, toTalkRequest } from './talk-request.js';

/** Requests of one owner that may wait. */
export const MAX_QUEUE_SIZE = 20;
/** More than can wait and run. */
const EVERY = Number.MAX_SAFE_INTEGER;
const RETRY_AFTER_SECONDS = 30;

/** The requests of this interface among all jobs. An owner sees only what is theirs. */
@Injectable()
export class TalkQueue {
  /** Ids of requests on their way to become jobs, by owner. */
  readonly #arriving = new Map<string, Set<string>>();

  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async body(owner: string): Promise<TalkQueueBody> {
    const jobs = await this.#unfinished(owner);
    const waiting = jobs.filter(({ state }) => state === 'queued');
    const running = jobs.filter(({ state }) => state === 'running');
    return {
      queue_size: waiting.length,
      processing_count: running.length,
      max_queue_size: MAX_QUEUE_SIZE,
      max_concurrent: this.#maxConcurrent(),
      requests: [...inOrder(waiting.map(toTalkRequest)), ...running.map(toTalkRequest)],
    };
  }

  /** Undefined where the owner has no such request (any more). @throws DomainError recovering */
  async find(owner: string, id: string): Promise<JobView | undefined> {
    const job = await this.jobs.findByClient(owner, { facade: FACADE, id });
    return job === undefined || isDeleted(job) ? undefined : job;
  }

  /** @throws TalkError 429 */
  refuseWhereFull(owner: string): void {
    const waiting = new Set(this.jobs.waitingByClient(owner, FACADE));
    for (const id of this.#arriving.get(owner) ?? []) waiting.add(id);
    if (waiting.size >= MAX_QUEUE_SIZE) throw queueFull(RETRY_AFTER_SECONDS);
  }

  /** Does `submit` while the request has its place, so that others beside it cannot overfill the queue. @throws TalkError 429 */
  async admit<T>(owner: string, id: string, submit: () => Promise<T>): Promise<T> {
    this.refuseWhereFull(owner);
    const arriving = this.#arriving.get(owner) ?? new Set();
    this.#arriving.set(owner, arriving.add(id));
    try {
      return await submit();
    } finally {
      arriving.delete(id);
      if (arriving.size === 0) this.#arriving.delete(owner);
    }
  }

  /** Oldest first. */
  async #unfinished(owner: string): Promise<JobView[]> {
    const states = ['queued', 'running'] as const;
    const { items } = await this.jobs.list({ owner, facade: FACADE, states, limit: EVERY });
    return items.toReversed();
  }

  #maxConcurrent(): number {
    const able = this.engines
      .list()
      .filter(({ capabilities }) => capabilities.tasks.includes('audio-driven'));
    return able.reduce((sum, { devices }) => sum + devices.length, 0) * this.config.deviceConcurrency;
  }
}

/**
 * Requests that wait, oldest first, each behind the one before it: one that a device has just given back is not in the
 * queue again for a moment, and those behind it are not counted as such.
 */
function inOrder(requests: TalkRequestBody[]): TalkRequestBody[] {
  let last = 0;
  return requests.map((request) => {
    last = Math.max(request.position_in_queue ?? 1, last + 1);
    return Object.assign(request, { position_in_queue: last });
  });
}
