import './batch-panel.css';
import type { Batch, Job } from '../api/types.js';
import { ApiError } from '../api/api-error.js';
import { explain } from '../api/explain.js';
import { useBatch, useQueue } from '../api/queries.js';
import { count, moment } from '../text/format.js';
import { BatchActions } from './batch-actions.js';
import { BatchBadge } from './batch-badge.js';
import { JobCard } from './job-card.js';
import { useNow } from '../ui/use-now.js';

interface Props {
  batchId: string;
  onSelect: (batchId: string) => void;
  onReuse: (job: Job) => void;
}

export function BatchPanel({ batchId, onSelect, onReuse }: Props) {
  const { data: batch, error } = useBatch(batchId);
  const isPaused = useQueue().data?.paused ?? false;
  const now = useNow(batch?.state === 'processing');
  if (batch === undefined) return <BatchMissing error={error} />;
  return (
    <section
      className="panel batch"
      aria-labelledby="batch-title"
      data-batch={batch.id}
      data-state={batch.state}
    >
      <div className="batch__head">
        <h2 id="batch-title">{count(batch.total, 'video')}</h2>
        <BatchBadge state={batch.state} />
        <span className="quiet">{moment(batch.created_at, new Date(now))}</span>
        <BatchActions batch={batch} onRetried={(retried) => onSelect(retried.id)} />
      </div>
      <p className="quiet" role="status">
        {summary(batch)}
      </p>
      <ul className="batch__jobs">
        {batch.jobs.map((job, index) => (
          <JobCard
            key={job.id}
            job={job}
            number={index + 1}
            now={now}
            isPaused={isPaused}
            onReuse={onReuse}
          />
        ))}
      </ul>
    </section>
  );
}

function BatchMissing({ error }: { error: Error | null }) {
  if (error === null) return <p className="quiet">Reading the batch…</p>;
  const isUnknown = error instanceof ApiError && error.status === 404;
  return (
    <p className="note note--bad" role="alert">
      {isUnknown ? 'This batch does not exist here. Pick one from the list.' : explain(error)}
    </p>
  );
}

/** `2 of 4 done, 1 failed, 1 running`: from the jobs, so that it agrees with the cards. */
function summary({ jobs, total }: Batch): string {
  const number = (test: (job: Job) => boolean) => jobs.filter(test).length;
  const parts: [number, string][] = [
    [number((job) => job.state === 'running'), 'running'],
    [number((job) => job.state === 'queued'), 'waiting'],
    [number((job) => job.state === 'failed'), 'failed'],
    [number((job) => job.state === 'cancelled'), 'cancelled'],
    [number((job) => job.state === 'expired'), 'expired'],
  ];
  const done = number((job) => job.state === 'succeeded');
  return [
    `${done} of ${total} done`,
    ...parts.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`),
  ].join(', ');
}
