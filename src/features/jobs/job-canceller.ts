import { Injectable } from '@nestjs/common';
import { filter, firstValueFrom, of, timeout } from 'rxjs';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import { EventBus, type PortalEvent } from '../../platform/events/event-bus.js';
import { Dispatcher } from './dispatcher.js';
import { isFinal } from './job-fold.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { RunRecorder } from './run-recorder.js';

/** How long a cancel waits for an engine to stop; engines that do not listen are killed before that. */
const CANCEL_WAIT_MS = 15_000;

/** Stops jobs, wherever they are. */
@Injectable()
export class JobCanceller {
  constructor(
    private readonly store: JobStore,
    private readonly dispatcher: Dispatcher,
    private readonly runner: JobRunner,
    private readonly recorder: RunRecorder,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the job is final. One that already is stays as it is. */
  async cancel(id: JobId): Promise<void> {
    const ended = this.#whenFinal(id);
    const record = await this.store.append(id, { type: 'cancel-requested', at: this.clock.now() });
    if (isFinal(record.state)) return;
    if (this.dispatcher.withdraw(id)) await this.recorder.cancelled(record.request);
    // A job between two attempts, or waiting for its server's device, is in neither place; the mark is seen there.
    else this.runner.activeRun(id)?.stop('cancel');
    await ended;
  }

  /** Resolves when the job is final, or after {@link CANCEL_WAIT_MS}: its state then tells how far it is. */
  #whenFinal(id: JobId): Promise<unknown> {
    const isOver = (event: PortalEvent) => {
      const state = event.type === 'job' && event.id === id ? this.store.peek(id)?.state : undefined;
      return state !== undefined && isFinal(state);
    };
    const giveUp = { first: CANCEL_WAIT_MS, with: () => of(undefined) };
    return firstValueFrom(this.events.events.pipe(filter(isOver), timeout(giveUp)));
  }
}
