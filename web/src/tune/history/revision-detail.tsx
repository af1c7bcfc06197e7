import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { markChanges } from '../../text/mark-changes.js';
import { SendButton } from '../prompt/send-button.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { DiffText } from '../shown/diff-text.js';
import { ProviderBadge } from '../shown/provider-badge.js';
import type { Revision, Session } from '../tune.types.js';
import { useVary } from '../variations/use-vary.js';
import { titleOf } from './history-tree.js';

interface Props {
  session: Session;
  revision: Revision;
  head: Revision;
}

/** One step of the history, against the current prompt. */
export function RevisionDetail({ session, revision, head }: Props) {
  const restore = useStep('move', (id: string, signal) => tuneApi.restore(session.id, id, signal));
  const vary = useVary(session.id);
  const isHead = revision.id === head.id;
  return (
    <div
      className="revision"
      role="group"
      aria-label="The selected step"
      data-selected-revision={revision.id}
    >
      <div className="step__head">
        <h3 className="step__title" dir="auto">
          {revision.origin === 'edit' ? titleOf(revision) : revision.description}
        </h3>
        <ProviderBadge {...revision} />
      </div>
      {!isHead && <p className="quiet">From the current prompt to this one:</p>}
      <DiffText parts={markChanges(head.prompt, revision.prompt)} />
      <div className="tune-actions">
        {!isHead && (
          <Button variant="primary" onPress={() => restore.run(revision.id)}>
            Go on from here
          </Button>
        )}
        <Button onPress={() => vary.run(revision.id)}>Vary this one</Button>
        <SendButton sessionId={session.id} prompts={[revision]} label="Send to Run" variant="default" />
        <CopyButton text={revision.prompt} what="this prompt" />
      </div>
      <ProblemNote error={restore.error} what="Could not go there" />
      <ProblemNote error={vary.error} what="Could not vary it" />
    </div>
  );
}
