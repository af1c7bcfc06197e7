import '../../ui/choice.css';
import './parameters-panel.css';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { ApiError, type FieldProblem } from '../../api/api-error.js';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { count } from '../../text/format.js';
import {
  type Edits,
  type FormField,
  inGroups,
  problemsOf,
  shownValue,
  valueAt,
} from '../model/field-form.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { usePromptFields } from '../session/use-session.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Revision } from '../tune.types.js';
import { FieldRow } from './field-row.js';

/** What the prompt stands for, field by field. Edits are collected, and taken together in one step. */
export function ParametersPanel({ sessionId, head }: { sessionId: string; head: Revision }) {
  const fields = usePromptFields();
  const [draft, dispatch] = useTuneDraft();
  const [isWhole, setWhole] = useState(false);
  const edit = useStep('edits', (edits: Edits, signal) => tuneApi.edit(sessionId, edits, signal));
  const lock = useStep(
    'move',
    (wish: { path: string; isLocked: boolean }, signal) =>
      tuneApi.lock(sessionId, wish.path, wish.isLocked, signal),
    { isRepeatable: true },
  );
  const problems = edit.error instanceof ApiError ? edit.error.problems : [];
  const all: FormField[] = fields.data?.items ?? [];
  const shown = isWhole ? all : all.filter(({ path }) => isOfInterest(path, draft.edits, head));
  return (
    <div className="fields">
      <div className="tune-actions">
        <Checkbox className="choice" isSelected={isWhole} onChange={setWhole}>
          Show all {all.length > 0 ? all.length : ''} fields
        </Checkbox>
        <span className="quiet">
          {count(all.filter(({ path }) => valueAt(head.details, path) !== undefined).length, 'field')} filled,{' '}
          {head.locks.length} locked
        </span>
      </div>
      <ProblemNote error={fields.error} what="The fields could not be read" />
      <ProblemNote error={lock.error} what="The lock was not changed" />
      {inGroups(shown).map(({ title, fields: inside }) => (
        <div key={title} className="fields__group" role="group" aria-label={title}>
          <h3 className="fields__title">{title}</h3>
          {inside.map((field) => (
            <FieldRow
              key={field.path}
              field={field}
              value={shownValue(draft.edits, field.path, head.details)}
              isEdited={Object.hasOwn(draft.edits, field.path)}
              source={head.sources[field.path]}
              isLocked={head.locks.includes(field.path)}
              error={problemsOf(problems, field.path)}
              onChange={(value) =>
                dispatch({ type: 'field-edited', path: field.path, value, details: head.details })
              }
              onLock={(isLocked) => lock.run({ path: field.path, isLocked })}
            />
          ))}
        </div>
      ))}
      {Object.keys(draft.edits).length > 0 && <Apply edits={draft.edits} edit={edit} problems={problems} />}
    </div>
  );
}

interface ApplyProps {
  edits: Edits;
  edit: { run: (edits: Edits) => void; isPending: boolean; error: unknown };
  problems: readonly FieldProblem[];
}

function Apply({ edits, edit, problems }: ApplyProps) {
  const [, dispatch] = useTuneDraft();
  return (
    <div className="fields__bar">
      <div className="tune-actions">
        <Button variant="primary" onPress={() => edit.run(edits)}>
          Apply {count(Object.keys(edits).length, 'change')}
        </Button>
        <Button onPress={() => dispatch({ type: 'edits-dropped' })}>Drop them</Button>
      </div>
      <ProblemNote error={problems.length === 0 ? edit.error : undefined} what="Could not apply" />
      {problems.length > 0 && <ProblemsElsewhere problems={problems} edits={edits} />}
    </div>
  );
}

function isOfInterest(path: string, edits: Edits, { details, locks }: Revision): boolean {
  return valueAt(details, path) !== undefined || Object.hasOwn(edits, path) || locks.includes(path);
}

interface ElsewhereProps {
  problems: readonly FieldProblem[];
  edits: Edits;
}

/** What is wrong with the whole, and not with one of the fields that stand above. */
function ProblemsElsewhere({ problems, edits }: ElsewhereProps) {
  const atFields = new Set(Object.keys(edits).filter((path) => problemsOf(problems, path) !== undefined));
  const others = problems.filter(
    ({ path }) =>
      ![...atFields].some((field) => path === `fields.${field}` || path.startsWith(`fields.${field}.`)),
  );
  return (
    <p className="note note--bad" role="alert">
      {others.length > 0
        ? others.map(({ message }) => message).join(' ')
        : 'Some fields need another look: see the notes beside them.'}
    </p>
  );
}
