import './compare-area.css';
import { useState } from 'react';
import type { Batch, Job } from '../api/types.js';
import { useBatch, useBatches } from '../api/queries.js';
import { hrefOf, pathOf, useGoTo, useRoute } from '../shell/route.js';
import { count, moment } from '../text/format.js';
import { ZipButton } from '../takehome/zip-button.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Select } from '../ui/select.js';
import { ClipTile } from './clip-tile.js';
import { PairPanel } from './pair-panel.js';
import { TransportBar } from './transport-bar.js';
import { PlayerProvider, useNewPlayer } from './use-sync-player.js';

/** The videos of a batch, played together; two of them against each other. */
export function CompareArea() {
  const [, inAddress] = useRoute();
  const goTo = useGoTo();
  const { data, error, isPending } = useBatches();
  const batches = (data?.items ?? []).filter(({ completed }) => completed > 0);
  const id = inAddress ?? batches[0]?.id;
  return (
    <div className="compare">
      <div className="compare__head">
        <h2>Compare</h2>
        {batches.length > 0 && (
          <Select
            className="compare__batch"
            label="Batch"
            choices={choicesOf(batches, id)}
            value={id ?? ''}
            onChange={(wanted) => goTo(pathOf('compare', wanted))}
          />
        )}
      </div>
      <ProblemNote error={error} what="The batches could not be read" />
      {id === undefined && !isPending && error === null && (
        <p className="note">
          There are no finished videos yet. <a href={hrefOf('run')}>Run a batch</a>, then come back.
        </p>
      )}
      {id !== undefined && <BatchView key={id} batchId={id} />}
    </div>
  );
}

function choicesOf(batches: readonly Batch[], id: string | undefined) {
  const choices = batches.map((batch) => ({
    value: batch.id,
    label: `${moment(batch.created_at, new Date())} · ${count(batch.completed, 'video')} · ${batch.jobs[0]?.prompt.slice(0, 60) ?? ''}`,
  }));
  return id === undefined || choices.some(({ value }) => value === id)
    ? choices
    : [{ value: id, label: 'This batch' }, ...choices];
}

function BatchView({ batchId }: { batchId: string }) {
  const { data: batch, error } = useBatch(batchId);
  if (batch === undefined) {
    return error === null ? (
      <p className="quiet">Reading the batch…</p>
    ) : (
      <ProblemNote error={error} what="The batch could not be read" />
    );
  }
  const videos = batch.jobs.filter(({ video_url: url }) => url !== null);
  if (videos.length === 0) return <p className="note">This batch has no finished video yet.</p>;
  return <Videos batch={batch} videos={videos} />;
}

function Videos({ batch, videos }: { batch: Batch; videos: readonly Job[] }) {
  const { jobs } = batch;
  const player = useNewPlayer();
  const [rate, setRate] = useState('1');
  const [picked, setPicked] = useState<readonly string[]>([]);
  const numberOf = (job: Job) => jobs.indexOf(job) + 1;
  const [left, right] = picked.flatMap((id) => videos.find((job) => job.id === id) ?? []);
  return (
    <PlayerProvider value={player}>
      {left !== undefined && right !== undefined && (
        <PairPanel
          key={`${left.id} ${right.id}`}
          left={left}
          right={right}
          numbers={[numberOf(left), numberOf(right)]}
        />
      )}
      <div className="clips">
        {videos.map((job) => (
          <ClipTile
            key={job.id}
            job={job}
            number={numberOf(job)}
            isPicked={picked.includes(job.id)}
            isFull={picked.length >= 2}
            onPick={(isPicked) =>
              setPicked((now) => (isPicked ? [...now, job.id] : now.filter((id) => id !== job.id)))
            }
          />
        ))}
      </div>
      <TransportBar rate={rate} onRate={setRate} />
      <div className="compare__foot">
        <ZipButton batch={batch} />
        <a className="button" href={hrefOf('run', batch.id)}>
          Show it in Run
        </a>
      </div>
    </PlayerProvider>
  );
}
