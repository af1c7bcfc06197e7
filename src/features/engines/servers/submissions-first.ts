import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.js';

/** A submission that takes longer waits for its server, and not for this process. */
const LONGEST_WAIT_MS = 100;

/**
 * Lets what brings work to idle devices go before what brings results here: a result may come a moment later, while a
 * device without its next job stands still.
 */
export class SubmissionsFirst {
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  /** A submission is under way until this is disposed of. */
  begin(): Disposable {
    this.#underWay += 1;
    return {
      [Symbol.dispose]: () => {
        this.#underWay -= 1;
        if (this.#underWay === 0) for (const go of this.#waiting.splice(0)) go();
      },
    };
  }

  /** Resolves when no submission is under way, neither one that has just become possible; or after a moment. */
  async passed(): Promise<void> {
    // A job for a device that has become free in this turn of the event loop is about to be submitted.
    await nextTurn();
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.clock.schedule(LONGEST_WAIT_MS, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }
}
