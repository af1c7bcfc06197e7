import { setTimeout } from 'node:timers/promises';
import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { Observable, Subject, type Subscriber, takeUntil } from 'rxjs';
import { JobsService, type JobView, QueuePause } from '../../features/jobs/index.js';
import { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { type JobId, parseJobId } from '../../kernel/ids.js';
import { EventBus, type PortalEvent } from '../../platform/events/event-bus.js';
import { toJobBody } from '../jobs/job.view.js';
import { DeviceViewService } from '../machines/device-view.service.js';
import { type QueueBody, toQueueBody } from '../queue/queue.body.js';
import { JobFeed } from './job-feed.js';

/** Long enough for one write to a socket. */
const FAREWELL_MS = 20;
const KEEP_ALIVE_MS = 15_000;
const MOST_STREAMS = 100;
const SNAPSHOT_PAGE = 200;
const LARGEST_SNAPSHOT = 1000;

interface Listener {
  feed: JobFeed;
  subscriber: Subscriber<MessageEvent>;
}

/** Streams of changes, one for each listener, each showing only what its owner may see. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  readonly #end = new Subject<void>();
  #open = 0;

  constructor(
    private readonly bus: EventBus,
    private readonly jobs: JobsService,
    private readonly devices: DeviceViewService,
    private readonly queue: QueuePause,
    private readonly clock: Clock,
  ) {}

  /** Ends every stream; the last bytes get a moment to leave before connections are closed. */
  async onModuleDestroy(): Promise<void> {
    const hadListeners = this.#open > 0;
    this.#end.next();
    if (hadListeners) await setTimeout(FAREWELL_MS);
  }

  /** Starts with `snapshot`, then `job`, `device` and `queue` as they change. @throws DomainError rate_limited */
  open(owner: string): Observable<MessageEvent> {
    if (this.#open >= MOST_STREAMS) {
      throw new DomainError('rate_limited', `At most ${MOST_STREAMS} event streams may be open`, {
        retryAfterSeconds: 5,
      });
    }
    this.#open += 1;
    let isCounted = true;
    const stream = new Observable<MessageEvent>((subscriber) => {
      const close = this.#run(owner, subscriber);
      return () => {
        close();
        if (isCounted) this.#open -= 1;
        isCounted = false;
      };
    });
    return stream.pipe(takeUntil(this.#end));
  }

  #run(owner: string, subscriber: Subscriber<MessageEvent>): () => void {
    const feed = new JobFeed({
      find: (id) => this.jobs.find(id, owner),
      send: (job) => subscriber.next({ type: 'job', data: toJobBody(job) }),
      fail: (error) => subscriber.error(error),
      now: () => this.clock.now(),
      schedule: (delayMs, callback) => this.clock.schedule(delayMs, callback),
    });
    const changes = this.bus.events.subscribe((event) => this.#pass(event, owner, { feed, subscriber }));
    const keepAlive = setInterval(() => subscriber.next({ comment: 'keep-alive' }), KEEP_ALIVE_MS);
    keepAlive.unref();
    void this.#begin(owner, { feed, subscriber });
    return () => {
      clearInterval(keepAlive);
      changes.unsubscribe();
      feed.close();
    };
  }

  #pass(event: PortalEvent, owner: string, to: Listener): void {
    if (event.type === 'job') {
      const id = event.owner === owner ? parseJobId(event.id) : undefined;
      if (id !== undefined) to.feed.changed(id, event.durable);
      return;
    }
    if (event.type === 'queue') {
      if (event.owner === owner) to.subscriber.next({ type: 'queue', data: this.#queue(owner) });
      return;
    }
    void this.#passDevice(event.name, owner, to.subscriber);
  }

  async #passDevice(name: string, owner: string, subscriber: Subscriber<MessageEvent>): Promise<void> {
    try {
      const device = await this.devices.find(name, owner);
      if (device !== undefined) subscriber.next({ type: 'device', data: device });
    } catch (error) {
      subscriber.error(error);
    }
  }

  /** Changes that come while the snapshot is made wait in the feed. */
  async #begin(owner: string, { feed, subscriber }: Listener): Promise<void> {
    try {
      subscriber.next({ type: 'snapshot', data: await this.#snapshot(owner) });
      feed.open();
    } catch (error) {
      subscriber.error(error);
    }
  }

  async #snapshot(owner: string): Promise<object> {
    const active: JobView[] = [];
    let before: JobId | undefined;
    do {
      const filter = { owner, states: ['queued', 'running'] as const, limit: SNAPSHOT_PAGE };
      const page = await this.jobs.list(before === undefined ? filter : { ...filter, before });
      active.push(...page.items);
      before = page.nextBefore;
    } while (before !== undefined && active.length < LARGEST_SNAPSHOT);
    return {
      jobs: active.map(toJobBody),
      is_complete: before === undefined,
      is_recovering: this.jobs.isRecovering,
      devices: await this.devices.list(owner),
      queue: this.#queue(owner),
    };
  }

  #queue(owner: string): QueueBody {
    return toQueueBody(this.queue.view(owner));
  }
}
