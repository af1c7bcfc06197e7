import { Controller, type MessageEvent, Sse } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Owner } from '../../platform/http/owner.decorator.js';
import { Operation } from '../../platform/http/openapi/describe.js';
import { EventStreams } from './event-streams.service.js';

/** Characters that may wait for a listener that does not read; then its connection is dropped. */
const MOST_PENDING = 1024 * 1024;

@Controller('api')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  @Sse('events', { maxPendingDataLength: MOST_PENDING })
  @Operation({
    tag: 'jobs',
    summary: 'Changes as they happen (server-sent events)',
    description:
      '`snapshot` first: `{jobs, is_complete, is_recovering, devices, queue}` with your active jobs. Then `job` with the ' +
      'whole job at each change (progress at most five times a second), `device`, and `queue` when yours is paused or resumed. After a lost connection the ' +
      'next snapshot tells all that was missed.',
    file: 'text/event-stream',
    errors: ['rate_limited'],
  })
  events(@Owner() owner: string): Observable<MessageEvent> {
    return this.streams.open(owner);
  }
}
