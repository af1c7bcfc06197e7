import { Logger } from '@nestjs/common';
import { errnoOf } from '../../../kernel/errors.js';
import type { BullQueueParts } from './queue-parts.js';

/** What the shared queue does in the background. Nobody waits for it. */
export class QueueWork {
  readonly #logger = new Logger('queue');
  readonly #pending = new Set<Promise<unknown>>();
  readonly #timers = new Map<string, () => void>();

  constructor(private readonly parts: Pick<BullQueueParts, 'link' | 'clock'>) {}

  /** What Redis did not hear, the next sweep tells it. */
  track(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => this.#tell(error))
      .finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  repeat(name: string, intervalMs: number, work: () => Promise<void>): void {
    const round = () => {
      this.track(work());
      this.repeat(name, intervalMs, work);
    };
    this.#timers.set(name, this.parts.clock.schedule(intervalMs, round));
  }

  stop(...names: string[]): void {
    for (const name of names) this.#timers.get(name)?.();
  }

  /** Resolves when nothing is under way any more; nothing is repeated then. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    this.stop(...this.#timers.keys());
  }

  /** Both fail with codes of the system; while Redis answers, it was the folder. */
  #tell(error: unknown): void {
    if (this.parts.link.isUp && errnoOf(error) !== undefined)
      this.#logger.warn({ err: error }, 'the shared folder did not do what the queue needed; trying again');
    else this.parts.link.tellTrouble(error);
  }
}
