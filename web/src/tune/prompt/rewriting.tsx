import { ApiError } from '../../api/api-error.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { useTuneDraft } from '../store/tune-store.js';

/** The prompt while it is written by hand; the fields follow the words once it is taken. */
export function Rewriting({ sessionId, text }: { sessionId: string; text: string }) {
  const [, dispatch] = useTuneDraft();
  const rewrite = useStep('rewrite', (prompt: string, signal) => tuneApi.rewrite(sessionId, prompt, signal));
  const problem =
    rewrite.error instanceof ApiError
      ? rewrite.error.problems.find(({ path }) => path === 'prompt')?.message
      : undefined;
  return (
    <form
      className="idea"
      onSubmit={(event) => {
        event.preventDefault();
        rewrite.run(text);
      }}
    >
      <TextField
        label="The text of the prompt"
        rows={5}
        autoFocus
        value={text}
        error={problem}
        onChange={(typed) => dispatch({ type: 'rewriting-typed', text: typed })}
      />
      <div className="tune-actions">
        <Button type="submit" variant="primary" isDisabled={text.trim() === ''}>
          {rewrite.isPending ? 'Reading…' : 'Take this text'}
        </Button>
        <Button onPress={() => dispatch({ type: 'rewriting-typed', text: undefined })}>
          Leave it as it was
        </Button>
      </div>
      <ProblemNote error={problem === undefined ? rewrite.error : undefined} what="Could not take the text" />
    </form>
  );
}
