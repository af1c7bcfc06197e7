export type { BatchState, BatchView } from './batch.types.js';
export { BatchesLifecycle } from './batches.lifecycle.js';
export { BatchesModule } from './batches.module.js';
export { BatchesService, MAX_BATCH_JOBS } from './batches.service.js';
