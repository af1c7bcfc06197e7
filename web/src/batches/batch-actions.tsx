import type { Batch } from '../api/types.js';
import { useCancelBatch, useRetryFailed } from '../api/queries.js';
import { hrefOf } from '../shell/route.js';
import { isFinal } from '../text/format.js';
import { ZipButton } from '../takehome/zip-button.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';

/** What can be done with a batch as a whole; only what its state allows is offered. */
export function BatchActions({ batch, onRetried }: { batch: Batch; onRetried: (batch: Batch) => void }) {
  const cancel = useCancelBatch();
  const retry = useRetryFailed();
  const isRunning = batch.state === 'processing';
  const hasEnded = batch.jobs.some((job) => isFinal(job.state));
  return (
    <>
      <div className="batch__actions">
        {isRunning && (
          <Button isPending={cancel.isPending} onPress={() => cancel.mutate(batch.id)}>
            {hasEnded ? 'Cancel the rest' : 'Cancel all'}
          </Button>
        )}
        {!isRunning && batch.failed > 0 && (
          <Button
            isPending={retry.isPending}
            onPress={() => retry.mutate(batch.id, { onSuccess: onRetried })}
          >
            Retry failed ({batch.failed})
          </Button>
        )}
        {batch.completed > 1 && (
          <a className="button" href={hrefOf('compare', batch.id)}>
            Compare
          </a>
        )}
        <ZipButton batch={batch} />
      </div>
      <ProblemNote error={cancel.error} what="Could not cancel" />
      <ProblemNote error={retry.error} what="Could not retry" />
    </>
  );
}
