import { useMutation } from '@tanstack/react-query';
import type { Batch } from '../api/types.js';
import { apiKey } from '../api/api-key.js';
import { downloadZipWithKey } from '../api/download-zip.js';
import { useCancelBatch, useRetryFailed } from '../api/queries.js';
import { isFinal } from '../text/format.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';

/** What can be done with a batch as a whole; only what its state allows is offered. */
export function BatchActions({ batch, onRetried }: { batch: Batch; onRetried: (batch: Batch) => void }) {
  const cancel = useCancelBatch();
  const retry = useRetryFailed();
  const zip = useMutation({ mutationFn: downloadZipWithKey, networkMode: 'always' });
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
        {batch.zip_url !== null && (
          <ZipButton
            url={batch.zip_url}
            text={isRunning ? `Download ZIP (${batch.completed} so far)` : 'Download ZIP'}
            isPending={zip.isPending}
            onFetch={zip.mutate}
          />
        )}
      </div>
      <ProblemNote error={cancel.error} what="Could not cancel" />
      <ProblemNote error={retry.error} what="Could not retry" />
      <ProblemNote error={zip.error} />
    </>
  );
}

interface ZipButtonProps {
  url: string;
  text: string;
  isPending: boolean;
  onFetch: (url: string) => void;
}

function ZipButton({ url, text, isPending, onFetch }: ZipButtonProps) {
  if (apiKey.get() === '') {
    return (
      <a className="button button--primary" href={url} download>
        {text}
      </a>
    );
  }
  return (
    <Button variant="primary" isPending={isPending} onPress={() => onFetch(url)}>
      {isPending ? 'Downloading…' : text}
    </Button>
  );
}
