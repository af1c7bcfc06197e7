import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { BatchStore } from './batch-store.js';
import { BatchesLifecycle } from './batches.lifecycle.js';
import { BatchesService } from './batches.service.js';

@Module({
  imports: [JobsModule],
  providers: [BatchStore, BatchesService, BatchesLifecycle],
  exports: [BatchesService, BatchesLifecycle],
})
export class BatchesModule {}
