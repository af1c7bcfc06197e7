import type { JobView } from '../../features/jobs/index.js';
import { type JobId } from '../../kernel/ids.js';
import type { ClientSocket } from '../../platform/http/sockets/index.js';
import type { TalkQueueBody, TalkRequestBody } from './talk.body.js';
import { FACADE, INITIALIZING, isDeleted, STARTED, toTalkRequest } from './talk-request.js';

/** Ends that are remembered, so that none is told twice. */
const MOST_ENDS = 1000;

export interface TalkRoomPorts {
  find: (id: JobId) => Promise<JobView | undefined>;
  queue: () => Promise<TalkQueueBody>;
  /** Something went wrong on our side; the room goes on. */
  fail: (error: unknown) => void;
  now: () => number;
}

type Told = Pick<TalkRequestBody, 'status' | 'message'>;

/**
 * The listeners of one owner. Each frame is made once and sent to all of them, one change after another, so that
 * everybody sees the same story in the same order. What happens within one turn of the event loop goes out together.
 */
export class TalkRoom {
  readonly #members = new Set<ClientSocket>();
  readonly #joining = new Set<ClientSocket>();
  readonly #due = new Set<JobId>();
  readonly #told = new Map<string, Told>();
  readonly #ended = new Set<string>();
  /** Made, and not yet sent to the members. */
  #outbox: Buffer[] = [];
  readonly #openedAt: number;
  #isPumping = false;

  constructor(private readonly ports: TalkRoomPorts) {
    this.#openedAt = ports.now();
  }

  get isEmpty(): boolean {
    return this.#members.size + this.#joining.size === 0;
  }

  enter(socket: ClientSocket): void {
    this.#joining.add(socket);
    void this.#pump();
  }

  leave(socket: ClientSocket): void {
    this.#joining.delete(socket);
    this.#members.delete(socket);
  }

  changed(id: JobId): void {
    this.#due.add(id);
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#joining.size + this.#due.size > 0) {
        if (this.#joining.size > 0) await this.#welcome();
        const [id] = this.#due;
        if (id === undefined) continue;
        this.#due.delete(id);
        const job = await this.ports.find(id);
        if (job !== undefined) await this.#tell(job);
      }
    } catch (error) {
      this.ports.fail(error);
    } finally {
      this.#isPumping = false;
    }
  }

  /** Whoever comes hears first how things stand, and then every change. */
  async #welcome(): Promise<void> {
    const coming = [...this.#joining];
    const queue = await this.ports.queue();
    for (const request of queue.requests)
      if (!this.#told.has(request.request_id)) this.#told.set(request.request_id, request);
    const frame = frameOf('queue_update', queue);
    // What happened before is not for those who come now.
    this.#flush();
    for (const socket of coming) {
      // Those that left meanwhile are not there any more.
      if (!this.#joining.delete(socket)) continue;
      socket.send(frame);
      this.#members.add(socket);
    }
  }

  async #tell(job: JobView): Promise<void> {
    if (job.request.client?.facade !== FACADE || isDeleted(job)) return;
    const now = toTalkRequest(job);
    const before = this.#told.get(now.request_id);
    if (now.status === 'completed' || now.status === 'failed') {
      await this.#tellEnd(now, before, job.request.createdAt);
      return;
    }
    this.#told.set(now.request_id, now);
    if (now.status === 'processing') await this.#tellProgress(now, before);
    else if (before?.status !== 'queued') {
      // Back from a device that broke, or new.
      if (before !== undefined) this.#send('status_update', statusOf(now));
      await this.#tellQueue();
    }
  }

  async #tellProgress(now: TalkRequestBody, before: Told | undefined): Promise<void> {
    let told = before?.message;
    if (before?.status !== 'processing') {
      this.#send('status_update', { ...statusOf(now), message: STARTED });
      await this.#tellQueue();
      this.#send('status_update', { ...statusOf(now), message: INITIALIZING });
      told = INITIALIZING;
    }
    if (now.message !== told)
      this.#send('progress_update', { request_id: now.request_id, message: now.message });
  }

  async #tellEnd(now: TalkRequestBody, before: Told | undefined, createdAt: number): Promise<void> {
    const isNews = before !== undefined || createdAt >= this.#openedAt;
    if (!isNews || this.#ended.has(now.request_id)) return;
    this.#told.delete(now.request_id);
    this.#ended.add(now.request_id);
    const [oldest] = this.#ended;
    if (this.#ended.size > MOST_ENDS && oldest !== undefined) this.#ended.delete(oldest);
    this.#send('status_update', statusOf(now));
    await this.#tellQueue();
  }

  async #tellQueue(): Promise<void> {
    this.#send('queue_update', await this.ports.queue());
  }

  #send(type: string, content: object): void {
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    this.#outbox.push(Buffer.from(frameOf(type, content)));
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const frames = this.#outbox;
    this.#outbox = [];
    for (const socket of this.#members) socket.sendAll(frames);
  }
}

export function frameOf(type: string, content: object | string): string {
  return JSON.stringify({ type, data: content });
}

function statusOf({ request_id, status, message, result_url }: TalkRequestBody) {
  return { request_id, status, message, ...(result_url === null ? {} : { result_url }) };
}
