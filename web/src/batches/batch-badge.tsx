import type { BatchState } from '../api/types.js';
import { BATCH_STATE_TEXT } from '../text/format.js';

const TONE = {
  processing: 'active',
  complete: 'ok',
  partial: 'warn',
  failed: 'bad',
} as const satisfies Record<BatchState, string>;

export function BatchBadge({ state }: { state: BatchState }) {
  return <span className={`badge badge--${TONE[state]}`}>{BATCH_STATE_TEXT[state]}</span>;
}
