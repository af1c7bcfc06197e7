import './app.css';
import { useEffect, useReducer } from 'react';
import type { Batch, Job } from './api-types.js';
import { useLiveEvents } from './api/live-events.js';
import { BatchesArea } from './batches/batches-area.js';
import { useSelectedBatch } from './batches/selected-batch.js';
import { Composer } from './composer/composer.js';
import { settingsOf } from './draft/batch-body.js';
import { draftReducer } from './draft/draft.reducer.js';
import { loadDraft, saveDraft } from './draft/draft-storage.js';
import { DevicesStrip } from './shell/devices-strip.js';
import { Header } from './shell/header.js';
import { KeyPanel } from './shell/key-panel.js';

export function App() {
  const link = useLiveEvents();
  const [selectedId, select] = useSelectedBatch();
  const [draft, dispatch] = useReducer(draftReducer, localStorage, loadDraft);
  useEffect(() => saveDraft(draft, localStorage), [draft]);

  const reuse = (job: Job) => {
    dispatch({ type: 'reused', text: job.prompt, settings: settingsOf(job) });
    document.getElementById('composer')?.scrollIntoView({ block: 'start' });
  };

  const showBatch = (batch: Batch) => {
    select(batch.id);
    bringIntoView(document.getElementById('batches'));
  };

  return (
    <div className="app">
      <a className="skip-link" href="#batches">
        Skip to the batches
      </a>
      <Header link={link} />
      <KeyPanel link={link} />
      <main className="app__main">
        <Composer draft={draft} dispatch={dispatch} onSubmitted={showBatch} />
        <div className="app__work" id="batches" tabIndex={-1}>
          <DevicesStrip link={link} />
          <BatchesArea link={link} selectedId={selectedId} onSelect={select} onReuse={reuse} />
        </div>
      </main>
    </div>
  );
}

/** On narrow screens the batches lie below the form; on wide ones the form may be scrolled down. */
function bringIntoView(element: HTMLElement | null): void {
  const top = element?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight / 2) element?.scrollIntoView({ block: 'start' });
}
