import './prompt-panel.css';
import { useEffect } from 'react';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import type { ProtectedText } from '../model/diff-text.js';
import { usePropose } from '../proposal/use-propose.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { PromptText } from '../shown/diff-text.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Revision, Session } from '../tune.types.js';
import { ChangeRequest } from './change-request.js';
import { LastStep } from './last-step.js';
import { Rewriting } from './rewriting.js';
import { SendButton } from './send-button.js';

/** The prompt as it stands, what may be done with it, and what the last step did. */
export function PromptPanel({ session, head }: { session: Session; head: Revision }) {
  const [draft] = useTuneDraft();
  const isWriting = draft.rewriting !== undefined;
  useFocusKept([draft.step, draft.proposal === undefined, isWriting]);
  return (
    <section className="panel tune-panel" aria-labelledby="prompt-title">
      <div className="tune-panel__head">
        <h2 id="prompt-title" tabIndex={-1}>
          Prompt
        </h2>
        <Steps session={session} />
      </div>
      {isWriting ? (
        <Rewriting sessionId={session.id} text={draft.rewriting ?? ''} />
      ) : (
        <>
          <div className="prompt-now" data-testid="prompt">
            <PromptText text={head.prompt} protectedTexts={session.protected_texts} />
          </div>
          <ProtectedList texts={session.protected_texts} />
          <PromptActions session={session} head={head} />
        </>
      )}
      <ChangeRequest sessionId={session.id} />
      {draft.step !== undefined && <LastStep step={draft.step} protectedTexts={session.protected_texts} />}
    </section>
  );
}

function Steps({ session }: { session: Session }) {
  const move = useStep('move', (where: 'undo' | 'redo', signal) => tuneApi.move(session.id, where, signal), {
    isRepeatable: true,
  });
  return (
    <div className="tune-actions" role="group" aria-label="Steps">
      <Button isDisabled={!session.can_undo} onPress={() => move.run('undo')}>
        Undo
      </Button>
      <Button isDisabled={!session.can_redo} onPress={() => move.run('redo')}>
        Redo
      </Button>
      <ProblemNote error={move.error} what="The step was not made" />
    </div>
  );
}

function PromptActions({ session, head }: { session: Session; head: Revision }) {
  const [draft, dispatch] = useTuneDraft();
  const propose = usePropose(session.id);
  return (
    <>
      <div className="tune-actions">
        <SendButton sessionId={session.id} prompts={[head]} label="Send to Run" />
        <Button isDisabled={draft.proposal !== undefined} onPress={() => propose.run(head.prompt)}>
          {propose.isPending ? 'Enhancing…' : 'Enhance'}
        </Button>
        {propose.isPending && <Button onPress={propose.cancel}>Stop</Button>}
        <Button onPress={() => dispatch({ type: 'rewriting-typed', text: head.prompt })}>
          Edit the text
        </Button>
        <CopyButton text={head.prompt} what="the prompt" />
      </div>
      <ProblemNote error={propose.error} what="Could not enhance" />
    </>
  );
}

/** The marks in the text, for whoever does not see them. */
function ProtectedList({ texts }: { texts: readonly ProtectedText[] }) {
  const shown = [...new Set(texts.filter(({ kind }) => kind !== 'declared').map(({ text }) => text))];
  const declared = texts.filter(
    ({ kind, text }) => kind === 'declared' && !shown.some((one) => one.includes(text)),
  );
  const all = [...shown, ...declared.map(({ text }) => text)];
  if (all.length === 0) return null;
  return (
    <p className="quiet prompt-kept" dir="auto">
      Stays word for word: {all.join(', ')}
    </p>
  );
}

/** A button that goes away, or is of no use after a step, takes the focus with it; then it goes to the prompt. */
function useFocusKept(changes: readonly unknown[]): void {
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    document.getElementById('prompt-title')?.focus({ preventScroll: true });
  }, changes);
}
