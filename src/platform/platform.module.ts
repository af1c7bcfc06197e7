import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../kernel/clock.js';
import { EventBus } from './events/event-bus.js';
import { Fleet } from './fleet/index.js';
import { MetricsService } from './metrics/metrics.service.js';
import { ObjectsModule } from './objects/index.js';
import { GpuMemoryService } from './process/gpu-memory.js';
import { RedisLink } from './redis/index.js';
import { StorageModule } from './storage/index.js';

/** What every feature may use: time, storage, objects, events, metrics, the other processes. */
@Global()
@Module({
  imports: [StorageModule, ObjectsModule],
  providers: [
    { provide: Clock, useClass: SystemClock },
    EventBus,
    GpuMemoryService,
    MetricsService,
    Fleet,
    RedisLink,
  ],
  exports: [
    Clock,
    EventBus,
    GpuMemoryService,
    MetricsService,
    Fleet,
    RedisLink,
    StorageModule,
    ObjectsModule,
  ],
})
export class PlatformModule {}
