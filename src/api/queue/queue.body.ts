import type { QueueView } from '../../features/jobs/index.js';
import { Field } from '../../platform/http/openapi/describe.js';

export class QueueBody {
  @Field({ type: Boolean, description: 'Your waiting jobs stay where they are until you resume' })
  paused: boolean;
  @Field({ type: 'integer', description: 'Your jobs that wait for a device' }) waiting: number;
  @Field({ type: 'integer', description: 'Your jobs that hold one' }) running: number;
}

export function toQueueBody({ isPaused, waiting, running }: QueueView): QueueBody {
  return { paused: isPaused, waiting, running };
}
