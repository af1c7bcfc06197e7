import './batches-area.css';
import type { Job } from '../api/types.js';
import { explain } from '../api/explain.js';
import { useBatches } from '../api/queries.js';
import { BatchPanel } from './batch-panel.js';
import { RecentBatches } from './recent-batches.js';

interface Props {
  selectedId: string | undefined;
  onSelect: (batchId: string) => void;
  onReuse: (job: Job) => void;
}

/** The batch in view, by default the newest, and the way to the ones before it. */
export function BatchesArea({ selectedId, onSelect, onReuse }: Props) {
  const { data, error } = useBatches();
  const batches = data?.items ?? [];
  const shownId = selectedId ?? batches[0]?.id;
  return (
    <>
      {shownId !== undefined && (
        <BatchPanel key={shownId} batchId={shownId} onSelect={onSelect} onReuse={onReuse} />
      )}
      {shownId === undefined && data !== undefined && (
        <section className="panel batches-empty">
          <h2>No batches yet</h2>
          <p className="quiet">
            Write a prompt and generate. Each video appears here as its device works on it.
          </p>
        </section>
      )}
      {data === undefined && error !== null && (
        <p className="note note--bad" role="alert">
          Could not read the batches: {explain(error)}
        </p>
      )}
      {batches.length > 0 && <RecentBatches batches={batches} shownId={shownId} onSelect={onSelect} />}
    </>
  );
}
