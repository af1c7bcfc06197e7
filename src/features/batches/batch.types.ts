import type { BatchId } from '../../kernel/ids.js';
import type { JobView } from '../jobs/index.js';

/** `partial` only when every job is final and some, but not all, have a result. */
export type BatchState = 'processing' | 'complete' | 'partial' | 'failed';

export interface BatchView {
  id: BatchId;
  owner: string;
  createdAt: number;
  retryOf?: BatchId;
  state: BatchState;
  total: number;
  /** Jobs whose result, a video or an image, is there. */
  completed: number;
  /** Final jobs without a video: failed, cancelled or expired. */
  failed: number;
  /** In the order of submission. */
  jobs: JobView[];
}
