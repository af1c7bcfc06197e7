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
import { isFinal, JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { OpenAiError } from './openai-error.js';

export interface EndingOptions {
  /** How long the end is waited for. */
  timeoutMs: number;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
}

/** Waits for jobs in answers that hold their result. */
@Injectable()
export class JobEnding {
  constructor(
    private readonly jobs: JobsService,
    private readonly events: EventBus,
  ) {}

  /** The job when it is final. @throws OpenAiError timeout; DomainError client_closed */
  async of({ request: { id, owner } }: JobView, { timeoutMs, signal }: EndingOptions): Promise<JobView> {
    const changes = this.events.events.pipe(filter((event) => event.type === 'job' && event.id === id));
    // What happened before the first look is seen by it, what happens after it is told.
    const looks = merge(of(undefined), changes).pipe(
      concatMap(() => this.jobs.get(id, owner)),
      filter(({ state }) => isFinal(state)),
      timeout({ first: timeoutMs, with: () => refuseToWait(timeoutMs) }),
      takeUntil(signal.aborted ? of(undefined) : fromEvent(signal, 'abort')),
      throwIfEmpty(() => new DomainError('client_closed', 'The client went away before its image was there')),
    );
    return firstValueFrom(looks);
  }
}

function refuseToWait(timeoutMs: number): never {
  throw new OpenAiError(
    `The image was not there after ${timeoutMs / 1000} seconds, and was given up.`,
    { status: 504, code: 'timeout' },
    'internal',
  );
}
