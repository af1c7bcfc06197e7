import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKey } from '../api/api-key.js';
import type { Batch } from '../api/types.js';
import { fileSize } from '../text/format.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';
import { downloadZipWithKey } from './download-zip.js';

/** The videos of a batch as one file, also the finished part of one that still runs. Nothing where there is none yet. */
export function ZipButton({ batch }: { batch: Batch }) {
  const [received, setReceived] = useState(0);
  const zip = useMutation({
    mutationFn: (url: string) => downloadZipWithKey(url, setReceived),
    networkMode: 'always',
    onMutate: () => setReceived(0),
  });
  const { zip_url: url } = batch;
  if (url === null) return null;
  const text = batch.state === 'processing' ? `Download ZIP (${batch.completed} so far)` : 'Download ZIP';
  // A link sends no key.
  if (apiKey.get() === '') {
    return (
      <a className="button button--primary" href={url} download>
        {text}
      </a>
    );
  }
  return (
    <>
      <Button variant="primary" isPending={zip.isPending} onPress={() => zip.mutate(url)}>
        {zip.isPending ? `Downloading, ${fileSize(received)}` : text}
      </Button>
      <ProblemNote error={zip.error} what="Could not download" />
    </>
  );
}
