import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import type { LastSeen } from '../store/tune-draft.types.js';
import { useTuneDraft } from '../store/tune-store.js';
import { tuneApi } from './tune-api.js';
import { useStep } from './use-step.js';

/** The server no longer has the session: what was last seen of it is still here, and so is what was typed. */
export function SessionGone({ last }: { last: LastSeen | undefined }) {
  const [, dispatch] = useTuneDraft();
  const revive = useStep('revive', ({ prompt, protectedWords }: LastSeen, signal) =>
    tuneApi.begin(prompt, protectedWords, signal),
  );
  return (
    <section className="panel tune-panel" aria-labelledby="gone-title">
      <h2 id="gone-title">This session is no longer there</h2>
      <p>It has expired, was deleted, or belongs to another key. Its history cannot be brought back.</p>
      {last !== undefined && (
        <>
          <p className="quiet">The prompt as it was last seen:</p>
          <div className="prompt-now">
            <p className="diff" dir="auto">
              {last.prompt}
            </p>
          </div>
        </>
      )}
      <div className="tune-actions">
        {last !== undefined && (
          <>
            <Button variant="primary" onPress={() => revive.run(last)}>
              Go on with it in a new session
            </Button>
            <CopyButton text={last.prompt} what="the prompt" />
          </>
        )}
        <Button onPress={() => dispatch({ type: 'session-left' })}>Begin with a new idea</Button>
      </div>
      <ProblemNote error={revive.error} what="Could not begin" />
    </section>
  );
}
