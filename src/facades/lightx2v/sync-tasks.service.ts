import { Injectable } from '@nestjs/common';
import {
  concatMap,
  filter,
  firstValueFrom,
  fromEvent,
  merge,
  of,
  takeUntil,
  throwIfEmpty,
  timeout,
} from 'rxjs';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { TaskError } from './task-error.js';
import { errorOf, isTaskOver } from './task-status.js';

export interface Patience {
  seconds: number;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
}

/** Waits for tasks in the answer that holds their result. */
@Injectable()
export class SyncTasks {
  constructor(
    private readonly jobs: JobsService,
    private readonly events: EventBus,
  ) {}

  /**
   * The job once its result is there. One that nobody waits for any more is cancelled.
   * @throws TaskError 504 after the time, 409 for a cancelled task, 413 or 500 for a failed one; DomainError client_closed
   */
  async result(job: JobView, patience: Patience): Promise<JobView> {
    let ended: JobView;
    try {
      ended = await this.#end(job, patience);
    } catch (error) {
      await this.jobs.cancel(job.request.id, job.request.owner);
      throw error;
    }
    const { error, error_type: type } = errorOf(ended);
    if (ended.state === 'cancelled') throw new TaskError(409, error ?? '', 'conflict');
    if (error !== null) throw new TaskError(type === 'ValueError' ? 413 : 500, error, 'conflict');
    return ended;
  }

  #end({ request }: JobView, { seconds, signal }: Patience): Promise<JobView> {
    const { id, owner, client } = request;
    const changes = this.events.events.pipe(filter((event) => event.type === 'job' && event.id === id));
    const late = () => {
      throw new TaskError(504, `Task ${client?.id ?? id} timed out after ${seconds} seconds`, 'conflict');
    };
    // What happened before the first look is seen by it, what happens after it is told.
    const looks = merge(of(undefined), changes).pipe(
      concatMap(() => this.jobs.get(id, owner)),
      filter(isTaskOver),
      timeout({ first: seconds * 1000, with: late }),
      takeUntil(signal.aborted ? of(undefined) : fromEvent(signal, 'abort')),
      throwIfEmpty(() => new DomainError('client_closed', 'The client went away')),
    );
    return firstValueFrom(looks);
  }
}
