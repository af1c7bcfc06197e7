import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Subscription } from 'rxjs';
import { messageOf } from '../../kernel/errors.js';
import { type JobId, parseJobId } from '../../kernel/ids.js';
import { ObjectStorePort } from '../../platform/objects/index.js';
import { JobStore } from './job-store.js';
import type { JobRecord } from './job.types.js';
import { ResultObjects } from './result-objects.js';
import { uploadPauseMs, uploadStepOf } from './upload-step.js';
import { UploadToolbox } from './upload-toolbox.js';

const UPLOADS_AT_ONCE = 2;

/**
 * Brings results into object storage after they are published and recorded, and removes them from there after they were
 * removed here. What is left to do is told by the records alone, so a restart goes on with it; whatever fails is tried
 * again, ever more seldom, and takes nothing from the files on disk.
 */
@Injectable()
export class ResultUploads {
  readonly #logger = new Logger(ResultUploads.name);
  readonly #limit = pLimit(UPLOADS_AT_ONCE);
  /** Jobs that are waiting or at work, with their failures in a row. */
  readonly #open = new Map<JobId, number>();
  readonly #stop = new AbortController();
  #subscription: Subscription | undefined;

  constructor(
    private readonly store: JobStore,
    private readonly objects: ObjectStorePort,
    private readonly results: ResultObjects,
    private readonly toolbox: UploadToolbox,
  ) {}

  /** Whether results go into object storage. */
  get isOn(): boolean {
    return this.objects.target !== undefined;
  }

  /** Takes up what was left to do, and whatever becomes final from here on. */
  start(): void {
    if (!this.isOn || this.#stop.signal.aborted) return;
    this.#subscription = this.toolbox.events.events.subscribe((event) => {
      // Of several processes, the one that made the result uploads it; what it leaves undone, whichever starts next.
      if (event.type !== 'job' || !event.durable || event.isFromElsewhere === true) return;
      const id = parseJobId(event.id);
      if (id !== undefined) this.#take(id);
    });
    for (const { request } of this.store.values()) this.#take(request.id);
  }

  /** What is under way is broken off; the next start begins it anew. */
  stop(): void {
    this.#subscription?.unsubscribe();
    this.#stop.abort(new Error('the portal stops'));
    this.#limit.clearQueue();
  }

  /**
   * The files on disk make way for the uploaded ones, once these are found to be there.
   * @returns false where they are not: they are then uploaded again, or asked for in the next round
   */
  async removeLocalCopy(id: JobId): Promise<boolean> {
    const record = this.store.peek(id);
    if (record?.objects?.uploadedAt === undefined) return false;
    if (!(await this.results.areThere(record))) {
      this.#logger.error({ jobId: id }, 'an uploaded result is gone from object storage; uploading it again');
      await this.store.append(id, { type: 'upload-lost', at: this.toolbox.clock.now() });
      return false;
    }
    await this.results.removeLocalCopy(id);
    return true;
  }

  #take(id: JobId): void {
    const record = this.store.peek(id);
    if (record === undefined || uploadStepOf(record) === undefined || this.#open.has(id)) return;
    this.#open.set(id, 0);
    this.#tell();
    this.#schedule(id);
  }

  #schedule(id: JobId): void {
    // The queue is dropped at the end, and what was in it never settles.
    void this.#limit(() => this.#round(id));
  }

  async #round(id: JobId): Promise<void> {
    const record = this.store.peek(id);
    const step = record && uploadStepOf(record);
    if (record === undefined || step === undefined || this.#stop.signal.aborted) return this.#close(id);
    try {
      if (step === 'upload') await this.results.upload(record, this.#stop.signal);
      else await this.results.remove(record);
      this.toolbox.count(step, 'succeeded');
      this.#close(id);
      // Removed while it was being uploaded, or lost again.
      this.#take(id);
    } catch (error) {
      this.#again(record, step, error);
    }
  }

  #again({ request: { id } }: JobRecord, step: 'upload' | 'remove', error: unknown): void {
    if (this.#stop.signal.aborted) return this.#close(id);
    const failures = (this.#open.get(id) ?? 0) + 1;
    const pauseMs = uploadPauseMs(failures, Math.random());
    this.#open.set(id, failures);
    this.toolbox.count(step, 'failed');
    const what =
      step === 'upload' ? 'a result was not uploaded' : 'a result was not removed from object storage';
    this.#logger.warn(
      { jobId: id, failures, pauseSeconds: Math.round(pauseMs / 1000) },
      `${what}; it will be tried again: ${messageOf(error)}`,
    );
    this.toolbox.clock.schedule(pauseMs, () => this.#schedule(id));
  }

  #close(id: JobId): void {
    this.#open.delete(id);
    this.#tell();
  }

  #tell(): void {
    this.toolbox.metrics.uploadsWaiting.set(this.#open.size);
  }
}
