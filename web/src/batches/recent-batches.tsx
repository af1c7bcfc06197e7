import './recent-batches.css';
import type { Batch } from '../api/types.js';
import { count, moment } from '../text/format.js';
import { BatchBadge } from './batch-badge.js';

interface Props {
  batches: readonly Batch[];
  shownId: string | undefined;
  onSelect: (batchId: string) => void;
}

export function RecentBatches({ batches, shownId, onSelect }: Props) {
  return (
    <section className="panel recent" aria-labelledby="recent-title">
      <h2 className="recent__title" id="recent-title">
        Recent batches
      </h2>
      <ul>
        {batches.map((batch) => (
          <li key={batch.id}>
            <button
              type="button"
              className="recent__row"
              aria-current={batch.id === shownId ? 'true' : undefined}
              onClick={() => onSelect(batch.id)}
            >
              <span className="recent__time">{moment(batch.created_at, new Date())}</span>
              <span className="recent__prompt">{batch.jobs[0]?.prompt}</span>
              <span className="quiet">{count(batch.total, 'prompt')}</span>
              <BatchBadge state={batch.state} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
