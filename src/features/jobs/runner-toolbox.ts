import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Clock } from '../../kernel/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { MetricsService } from '../../platform/metrics/metrics.service.js';
import type { GenerationOutput } from '../engines/index.js';
import type { JobRequest } from './job.types.js';

/** What a run needs beside the job itself. */
@Injectable()
export class RunnerToolbox {
  constructor(
    @Inject(CONFIG) readonly config: Config,
    private readonly events: EventBus,
    private readonly metrics: MetricsService,
    readonly clock: Clock,
  ) {}

  announceProgress(request: JobRequest): void {
    this.events.publish({
      type: 'job',
      id: request.id,
      owner: request.owner,
      at: this.clock.now(),
      durable: false,
    });
  }

  countOutcome(engine: string, outcome: string, stageMs: GenerationOutput['stageMs'] = {}): void {
    this.metrics.outcomes.inc({ engine, outcome });
    for (const [stage, ms] of Object.entries(stageMs))
      this.metrics.stageDuration.observe({ engine, stage }, ms / 1000);
  }
}
