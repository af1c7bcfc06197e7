import './tune-area.css';
import { useState } from 'react';
import { useRoute } from '../shell/route.js';
import { RestoreVideo } from '../takehome/restore-video.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Tabs } from '../ui/tabs.js';
import { HistoryPanel } from './history/history-panel.js';
import { IdeaPanel } from './idea/idea-panel.js';
import { ParametersPanel } from './parameters/parameters-panel.js';
import { PromptPanel } from './prompt/prompt-panel.js';
import { ProposalPanel } from './proposal/proposal-panel.js';
import { RenderPanel } from './render/render-panel.js';
import { SessionBar } from './session/session-bar.js';
import { SessionGone } from './session/session-gone.js';
import { headOf, isGone, useSession } from './session/use-session.js';
import { useTuneDraft } from './store/tune-store.js';
import type { Revision } from './tune.types.js';
import { useAddress } from './use-address.js';
import { VariationsPanel } from './variations/variations-panel.js';

/** From a rough idea to prompts that are worth running: every refinement is seen, and can be undone. */
export function TuneArea() {
  useAddress();
  const [draft, dispatch] = useTuneDraft();
  if (draft.sessionId === undefined) {
    return (
      <div className="tune">
        <SessionBar sessionId={undefined} />
        <IdeaPanel />
        {draft.proposal !== undefined && <ProposalPanel proposal={draft.proposal} sessionId={undefined} />}
        <RestoreVideo onUse={({ prompt }) => dispatch({ type: 'idea-restored', text: prompt })} />
      </div>
    );
  }
  return <SessionView key={draft.sessionId} sessionId={draft.sessionId} />;
}

function SessionView({ sessionId }: { sessionId: string }) {
  const [draft] = useTuneDraft();
  const { data: session, error, isPending } = useSession(sessionId);
  if (isGone(error)) {
    return (
      <div className="tune">
        <SessionGone last={draft.last} />
        <SessionBar sessionId={sessionId} />
      </div>
    );
  }
  const head = session === undefined ? undefined : headOf(session);
  if (session === undefined || head === undefined) {
    return (
      <div className="tune">
        <SessionBar sessionId={sessionId} />
        {isPending && <p className="quiet">Reading the session…</p>}
        <ProblemNote error={error} what="The session could not be read" />
        {session !== undefined && <IdeaPanel />}
      </div>
    );
  }
  return (
    <div className="tune tune--session">
      <div className="tune__main">
        {draft.proposal !== undefined && <ProposalPanel proposal={draft.proposal} sessionId={sessionId} />}
        <PromptPanel session={session} head={head} />
      </div>
      <div className="tune__side">
        <SessionBar sessionId={sessionId} />
        <HistoryPanel session={session} />
      </div>
      <Work sessionId={sessionId} head={head} />
    </div>
  );
}

function Work({ sessionId, head }: { sessionId: string; head: Revision }) {
  const [, , , verb] = useRoute();
  const [tab, setTab] = useState('parameters');
  // Variations are wanted from elsewhere; their panel makes them.
  if (verb === 'vary' && tab !== 'variations') setTab('variations');
  return (
    <section className="panel tune-panel tune__work" aria-label="Work on the prompt">
      <Tabs
        label="Work on the prompt"
        selected={tab}
        onSelect={setTab}
        parts={[
          {
            id: 'parameters',
            title: 'Parameters',
            content: <ParametersPanel sessionId={sessionId} head={head} />,
          },
          {
            id: 'variations',
            title: 'Variations',
            content: <VariationsPanel sessionId={sessionId} head={head} />,
          },
          {
            id: 'render',
            title: 'For a model',
            content: <RenderPanel sessionId={sessionId} head={head} />,
          },
        ]}
      />
    </section>
  );
}
