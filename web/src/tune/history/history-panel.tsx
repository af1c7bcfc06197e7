import './history-panel.css';
import { useMemo, useState } from 'react';
import { useRoute } from '../../shell/route.js';
import { headOf } from '../session/use-session.js';
import type { Revision, Session } from '../tune.types.js';
import { layOutTree } from '../model/revision-tree.js';
import { HistoryTree } from './history-tree.js';
import { RevisionDetail } from './revision-detail.js';

/** Every step that was ever made in the session, and the way back to each. */
export function HistoryPanel({ session }: { session: Session }) {
  const [, , inAddress] = useRoute();
  const [selectedId, select] = useState<string | undefined>(inAddress);
  const head = headOf(session);
  const tree = useMemo(() => layOutTree(session.revisions, session.path), [session]);
  const selected: Revision | undefined = session.revisions.find(({ id }) => id === selectedId);
  return (
    <section className="panel tune-panel" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <HistoryTree
        nodes={tree}
        path={session.path}
        headId={head?.id}
        selectedId={selected?.id}
        onSelect={select}
      />
      {selected !== undefined && head !== undefined && (
        <RevisionDetail session={session} revision={selected} head={head} />
      )}
    </section>
  );
}
