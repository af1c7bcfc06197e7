import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { EventBus } from '../../../platform/events/event-bus.js';
import { Fleet } from '../../../platform/fleet/index.js';
import { RedisLink } from '../../../platform/redis/index.js';
import { QueuePause } from '../queue-pause.js';

/** What no message told is known after this. */
const LOOK_MS = 2000;

/** Whose queue is paused is the same in all processes: the folder says so, and a message that it has changed. */
@Injectable()
export class PauseSync {
  readonly #logger = new Logger(PauseSync.name);
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;

  constructor(
    readonly queues: QueuePause,
    private readonly events: EventBus,
    private readonly link: RedisLink,
    private readonly fleet: Fleet,
    private readonly clock: Clock,
  ) {}

  start(): void {
    const channel = `reelsmith-${this.fleet.group}:queues`;
    this.link.listen(channel, () => void this.#look());
    this.events.events.subscribe((event) => {
      if (event.type === 'queue' && event.isFromElsewhere !== true) this.link.publish(channel, '');
    });
    this.#plan();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  #plan(): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.clock.schedule(LOOK_MS, () => void this.#look().finally(() => this.#plan()));
  }

  async #look(): Promise<void> {
    try {
      await this.queues.reload();
    } catch (error) {
      this.#logger.warn({ err: error }, 'which queues are paused cannot be read; trying again');
    }
  }
}
