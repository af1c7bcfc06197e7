import './idea-panel.css';
import { Disclosure } from '../../ui/disclosure.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { ApiError } from '../../api/api-error.js';
import { textsOf } from '../model/field-form.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { usePropose } from '../proposal/use-propose.js';
import { useTuneDraft } from '../store/tune-store.js';
import { TemplatePicker } from './template-picker.js';
import { WildcardNote } from './wildcard-note.js';

/** Where a shot begins: a rough idea, made richer or taken as it is. */
export function IdeaPanel() {
  const [draft, dispatch] = useTuneDraft();
  const words = textsOf(draft.protectedWords);
  const begin = useStep('begin', (prompt: string, signal) => tuneApi.begin(prompt, words, signal));
  const propose = usePropose(undefined);
  const isEmpty = draft.idea.trim() === '';
  const isBusy = begin.isPending || propose.isPending;
  return (
    <section className="panel tune-panel" aria-labelledby="idea-title">
      <h2 id="idea-title">What should the video show?</h2>
      <form
        className="idea"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty && !isBusy) propose.run(draft.idea);
        }}
      >
        <TextField
          label="Rough idea"
          rows={4}
          value={draft.idea}
          placeholder="A red car drives along a coastal road at noon"
          error={problemOf(propose.error) ?? problemOf(begin.error)}
          onChange={(text) => dispatch({ type: 'idea-typed', text })}
        />
        <WildcardNote text={draft.idea} />
        <div className="tune-actions">
          <Button type="submit" variant="primary" isDisabled={isEmpty || isBusy}>
            {propose.isPending ? 'Enhancing…' : 'Enhance'}
          </Button>
          <Button isDisabled={isEmpty || isBusy} onPress={() => begin.run(draft.idea)}>
            {begin.isPending ? 'Reading…' : 'Use as it is'}
          </Button>
          {propose.isPending && <Button onPress={propose.cancel}>Stop</Button>}
          {begin.isPending && <Button onPress={begin.cancel}>Stop</Button>}
        </div>
        <ProblemNote error={noteOf(propose.error)} what="Could not enhance" />
        <ProblemNote error={noteOf(begin.error)} what="Could not begin" />
      </form>
      <IdeaMore problem={problemOf(begin.error, 'protected')} />
    </section>
  );
}

/** What is seldom needed. */
function IdeaMore({ problem }: { problem: string | undefined }) {
  const [draft, dispatch] = useTuneDraft();
  return (
    <Disclosure
      className="idea__more"
      summary="Template and protected words"
      isDemanded={draft.protectedWords !== '' || draft.ideaBefore !== undefined || problem !== undefined}
    >
      <div className="idea__options">
        <TextField
          label="Protected words"
          hint="One to a line: trigger words and names that stand verbatim in every prompt. Quotes, numbers and names in the text are protected anyway."
          rows={2}
          value={draft.protectedWords}
          error={problem}
          onChange={(text) => dispatch({ type: 'words-typed', text })}
        />
        <TemplatePicker />
      </div>
    </Disclosure>
  );
}

/** What the server says of a field, to be shown beside it. */
function problemOf(error: unknown, ...fields: readonly string[]): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const wanted = fields.length === 0 ? ['rough_prompt', 'prompt'] : fields;
  return error.problems.find(({ path }) =>
    wanted.some((field) => path === field || path.startsWith(`${field}.`)),
  )?.message;
}

/** Everything that stands beside no field. */
function noteOf(error: unknown): unknown {
  return problemOf(error) === undefined && problemOf(error, 'protected') === undefined ? error : undefined;
}
