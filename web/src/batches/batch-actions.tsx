import { useMutation } from '@tanstack/react-query';
import type { Batch } from '../api/types.js';
import { apiKey } from '../api/api-key.js';
import { downloadZipWithKey } from '../api/download-zip.js';
import { messageOf } from '../api/http.js';
import { useCancelBatch, useRetryFailed } from '../api/queries.js';

/** What can be done with a batch as a whole; only what its state allows is offered. */
export function BatchActions({ batch, onRetried }: { batch: Batch; onRetried: (batch: Batch) => void }) {
  const cancel = useCancelBatch();
  const retry = useRetryFailed();
  const zip = useMutation({ mutationFn: downloadZipWithKey, networkMode: 'always' });
  const problem = cancel.error ?? retry.error ?? zip.error;
  const isRunning = batch.state === 'processing';
  return (
    <>
      <div className="batch__actions">
        {isRunning && (
          <button
            type="button"
            className="button"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate(batch.id)}
          >
            Cancel all
          </button>
        )}
        {!isRunning && batch.failed > 0 && (
          <button
            type="button"
            className="button"
            disabled={retry.isPending}
            onClick={() => retry.mutate(batch.id, { onSuccess: onRetried })}
          >
            Retry failed ({batch.failed})
          </button>
        )}
        {batch.zip_url !== null && (
          <ZipButton url={batch.zip_url} isPending={zip.isPending} onFetch={zip.mutate} />
        )}
      </div>
      {problem !== null && (
        <p className="note note--bad batch__problem" role="alert">
          {messageOf(problem)}
        </p>
      )}
    </>
  );
}

interface ZipButtonProps {
  url: string;
  isPending: boolean;
  onFetch: (url: string) => void;
}

function ZipButton({ url, isPending, onFetch }: ZipButtonProps) {
  if (apiKey.get() === '') {
    return (
      <a className="button button--primary" href={url} download>
        Download ZIP
      </a>
    );
  }
  return (
    <button
      type="button"
      className="button button--primary"
      disabled={isPending}
      onClick={() => onFetch(url)}
    >
      {isPending ? 'Downloading…' : 'Download ZIP'}
    </button>
  );
}
