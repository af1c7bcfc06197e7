import { Injectable } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';

/** Something happened to a job, a batch or a device. Sent after it is durable; progress is not durable. */
export type PortalEvent =
  | {
      type: 'job';
      id: string;
      owner: string;
      at: number;
      durable: boolean;
      /** It happened in another process, which has told it already. */
      isFromElsewhere?: true;
      /** It has just been taken in. */
      isNew?: true;
    }
  | { type: 'device'; name: string; at: number; isFromElsewhere?: true }
  /** An owner's queue was paused or resumed. */
  | { type: 'queue'; owner: string; at: number; isFromElsewhere?: true };

/** In-process publish and subscribe. Carries ids only: receivers read the state from where it lives. */
@Injectable()
export class EventBus {
  readonly #events = new Subject<PortalEvent>();

  get events(): Observable<PortalEvent> {
    return this.#events.asObservable();
  }

  publish(event: PortalEvent): void {
    this.#events.next(event);
  }
}
