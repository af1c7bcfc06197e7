import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../kernel/clock.js';
import { EventBus } from './events/event-bus.js';
import { MetricsService } from './metrics/metrics.service.js';
import { StorageModule } from './storage/index.js';

/** What every feature may use: time, storage, events, metrics. */
@Global()
@Module({
  imports: [StorageModule],
  providers: [{ provide: Clock, useClass: SystemClock }, EventBus, MetricsService],
  exports: [Clock, EventBus, MetricsService, StorageModule],
})
export class PlatformModule {}
