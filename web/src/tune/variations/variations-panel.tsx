import '../../ui/choice.css';
import './variations-panel.css';
import { useEffect } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { ApiError } from '../../api/api-error.js';
import { pathOf, useGoTo, useRoute } from '../../shell/route.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { labelOf } from '../model/field-form.js';
import { usePromptFields } from '../session/use-session.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Revision } from '../tune.types.js';
import { useVary } from './use-vary.js';
import { VariationCards } from './variation-cards.js';

/** Different prompts with the same core: how many, what may vary, and from which seed. */
export function VariationsPanel({ sessionId, head }: { sessionId: string; head: Revision }) {
  const [draft, dispatch] = useTuneDraft();
  const vary = useVary(sessionId);
  useVaryFromAddress(sessionId, vary.run);
  const { vary: form } = draft;
  return (
    <div className="vary">
      <form
        className="vary"
        onSubmit={(event) => {
          event.preventDefault();
          if (!vary.isPending) vary.run(head.id);
        }}
      >
        <div className="vary__numbers">
          <TextField
            label="How many"
            hint="1 to 20, with the prompt itself"
            inputMode="numeric"
            value={form.count}
            error={problemOf(vary.error, 'total_count')}
            onChange={(count) => dispatch({ type: 'vary-changed', form: { count } })}
          />
          <TextField
            label="Seed"
            hint="The same seed, the same ones"
            inputMode="numeric"
            placeholder="random"
            value={form.seed}
            error={problemOf(vary.error, 'seed')}
            onChange={(seed) => dispatch({ type: 'vary-changed', form: { seed } })}
          />
        </div>
        <WhatToVary
          chosen={form.fields}
          onChange={(fields) => dispatch({ type: 'vary-changed', form: { fields } })}
        />
        <div className="tune-actions">
          <Button type="submit" variant="primary">
            {vary.isPending ? 'Making them…' : 'Make variations'}
          </Button>
          {vary.isPending && <Button onPress={vary.cancel}>Stop</Button>}
        </div>
        <ProblemNote error={isAtField(vary.error) ? undefined : vary.error} what="Could not vary it" />
      </form>
      {draft.round !== undefined && <VariationCards sessionId={sessionId} round={draft.round} />}
    </div>
  );
}

/** `#/tune/<session>/<revision>/vary`: variations of that revision, made once. */
function useVaryFromAddress(sessionId: string, vary: (revisionId: string) => void): void {
  const [, session, revision, verb] = useRoute();
  const goTo = useGoTo();
  useEffect(() => {
    if (verb !== 'vary' || session !== sessionId || revision === undefined) return;
    goTo(pathOf('tune', sessionId, revision), { replace: true });
    vary(revision);
  });
}

/** Groups of fields, and fields that stand alone. */
function WhatToVary({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (names: string[]) => void;
}) {
  const { data } = usePromptFields();
  const free = (data?.items ?? []).filter(({ may_vary: mayVary }) => mayVary);
  const names = [...new Set(free.map(({ path }) => path.split('.')[0] ?? path))];
  if (names.length === 0) return null;
  return (
    <CheckboxGroup className="field" value={[...chosen]} onChange={onChange}>
      <Label className="field__label">What may vary (nothing chosen: all of it)</Label>
      <div className="choices__items">
        {names.map((name) => (
          <Checkbox key={name} value={name} className="choice">
            {labelOf(name)}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

const FIELDS = ['total_count', 'seed'];

function problemOf(error: unknown, field: string): string | undefined {
  return error instanceof ApiError ? error.problems.find(({ path }) => path === field)?.message : undefined;
}

function isAtField(error: unknown): boolean {
  return FIELDS.some((field) => problemOf(error, field) !== undefined);
}
