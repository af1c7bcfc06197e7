import './run-area.css';
import type { Batch, Job } from '../api/types.js';
import { BatchesArea } from '../batches/batches-area.js';
import { QueueBar } from '../batches/queue-bar.js';
import { Composer } from '../composer/composer.js';
import { settingsOf } from '../draft/batch-body.js';
import { useDraft } from '../draft/draft-store.js';
import { pathOf, useGoTo, useRoute } from '../shell/route.js';

/** The form for a new batch, and beside it the batches: the one in the address, or else the newest. */
export function RunArea() {
  const [, batchId] = useRoute();
  const goTo = useGoTo();
  const [draft, dispatch] = useDraft();

  const reuse = (job: Job) => {
    dispatch({ type: 'prompts-handed', prompts: [{ text: job.prompt, settings: settingsOf(job) }] });
    document.getElementById('composer')?.scrollIntoView({ block: 'start' });
  };
  const select = (id: string) => goTo(pathOf('run', id));
  const showBatch = (batch: Batch) => {
    select(batch.id);
    bringIntoView(document.getElementById('batches'));
  };

  return (
    <div className="run">
      <Composer draft={draft} dispatch={dispatch} onSubmitted={showBatch} />
      <div className="run__work" id="batches" tabIndex={-1}>
        <QueueBar />
        <BatchesArea selectedId={batchId} onSelect={select} onReuse={reuse} />
      </div>
    </div>
  );
}

/** On narrow screens the batches lie below the form; on wide ones the form may be scrolled down. */
function bringIntoView(element: HTMLElement | null): void {
  const top = element?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight / 2) element?.scrollIntoView({ block: 'start' });
}
