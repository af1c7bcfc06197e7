import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';

/** What uploading needs beside jobs and storage. */
@Injectable()
export class UploadToolbox {
  constructor(
    readonly clock: Clock,
    readonly events: EventBus,
    readonly metrics: MetricsService,
  ) {}

  count(operation: 'upload' | 'remove', outcome: 'succeeded' | 'failed'): void {
    this.metrics.objectOperations.inc({ operation, outcome });
  }
}
