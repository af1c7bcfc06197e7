import { ApiError } from '../../api/api-error.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { useTuneDraft } from '../store/tune-store.js';

/** A change in plain words. Only what it names changes; what else was changed is put back, and said so. */
export function ChangeRequest({ sessionId }: { sessionId: string }) {
  const [draft, dispatch] = useTuneDraft();
  const change = useStep('request', (request: string, signal) => tuneApi.change(sessionId, request, signal));
  const isEmpty = draft.request.trim() === '';
  const problem =
    change.error instanceof ApiError
      ? change.error.problems.find(({ path }) => path === 'user_request')?.message
      : undefined;
  return (
    <form
      className="change"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) change.run(draft.request);
      }}
    >
      <TextField
        label="Change it, in plain words"
        placeholder="make the car blue and make it night"
        value={draft.request}
        error={problem}
        onChange={(text) => dispatch({ type: 'request-typed', text })}
      />
      {change.isPending ? (
        <Button onPress={change.cancel}>Stop</Button>
      ) : (
        <Button type="submit" isDisabled={isEmpty}>
          Change
        </Button>
      )}
      <div className="change__problem">
        <ProblemNote error={problem === undefined ? change.error : undefined} what="Could not change it" />
      </div>
    </form>
  );
}
