import './composer.css';
import { type Dispatch, type FormEvent, type KeyboardEvent, useId } from 'react';
import { flushSync } from 'react-dom';
import type { Batch, Engine } from '../api/types.js';
import { ApiError } from '../api/api-error.js';
import { explain } from '../api/explain.js';
import { useEngines, useSubmitBatch } from '../api/queries.js';
import { toBatchBody } from '../draft/batch-body.js';
import type { Refusal } from '../draft/field-problems.js';
import {
  type Draft,
  type DraftAction,
  FILE_ROLES,
  type FilesDraft,
  isSetting,
  MAX_PROMPTS,
} from '../draft/draft.types.js';
import { expandsWildcards } from '../draft/wildcards.js';
import { Disclosure } from '../ui/disclosure.js';
import { count } from '../text/format.js';
import { ADD_BUTTON_ID } from './focus.js';
import { FilesField } from './files-field.js';
import { PromptRow } from './prompt-row.js';
import { SettingsFields } from './settings-fields.js';
import { SplitNotice } from './split-notice.js';
import { WildcardsField } from './wildcards-field.js';

interface Props {
  draft: Draft;
  dispatch: Dispatch<DraftAction>;
  onSubmitted: (batch: Batch) => void;
}

export function Composer({ draft, dispatch, onSubmitted }: Props) {
  const titleId = useId();
  const engines = useEngines().data?.items ?? [];
  const { isSubmitting, submit } = useSubmission({ draft, dispatch, onSubmitted });
  const written = draft.prompts.filter((prompt) => prompt.text.trim() !== '').length;

  return (
    <section className="panel composer" id="composer" aria-labelledby={titleId}>
      <form noValidate onSubmit={submit} onKeyDown={submitOnCtrlEnter}>
        <div className="composer__head">
          <h2 id={titleId}>New batch</h2>
          <span className="quiet">
            {written} of {MAX_PROMPTS}
          </span>
        </div>
        <p className="quiet composer__hint">
          Up to {MAX_PROMPTS} prompts run side by side. Paste several lines to fill several.
        </p>
        <ul className="composer__prompts">
          {draft.prompts.map((prompt, index) => (
            <PromptRow
              key={prompt.id}
              prompt={prompt}
              number={index + 1}
              isOnly={draft.prompts.length === 1}
              isFresh={prompt.id === draft.freshId}
              shared={draft.shared}
              engines={engines}
              dispatch={dispatch}
            />
          ))}
        </ul>
        {draft.split !== undefined && <SplitNotice split={draft.split} dispatch={dispatch} />}
        <WildcardsField draft={draft} dispatch={dispatch} />
        <ListActions draft={draft} dispatch={dispatch} />
        <SharedParts draft={draft} dispatch={dispatch} engines={engines} />
        <div className="composer__foot">
          <FormError message={draft.error} />
          <button type="submit" className="button button--primary composer__run" disabled={isSubmitting}>
            {isSubmitting ? 'Sending…' : whatToGenerate(draft, written)}
          </button>
        </div>
      </form>
    </section>
  );
}

function whatToGenerate(draft: Draft, written: number): string {
  if (expandsWildcards(draft)) return 'Generate the choices';
  return written > 1 ? `Generate ${count(written, 'video')}` : 'Generate';
}

/** What applies to every prompt that does not say otherwise. */
function SharedParts({
  draft,
  dispatch,
  engines,
}: Pick<Props, 'draft' | 'dispatch'> & { engines: readonly Engine[] }) {
  const { shared, sharedErrors, sharedFiles } = draft;
  return (
    <>
      <Disclosure
        className="composer__more"
        summary="Settings for all prompts"
        isDemanded={Object.keys(sharedErrors).some(isSetting)}
      >
        <SettingsFields
          values={shared}
          fallback={undefined}
          errors={sharedErrors}
          engines={engines}
          onChange={(field, text) => dispatch({ type: 'shared-setting-typed', field, text })}
        />
      </Disclosure>
      <Disclosure
        className="composer__more"
        summary={<FilesSummary files={sharedFiles} />}
        isDemanded={FILE_ROLES.some((role) => sharedErrors[role] !== undefined)}
      >
        <FilesField
          files={sharedFiles}
          errors={sharedErrors}
          scope="all prompts"
          onChange={(role, file) => dispatch({ type: 'shared-file-set', role, file })}
        />
      </Disclosure>
    </>
  );
}

function FilesSummary({ files }: { files: FilesDraft }) {
  const number = Object.keys(files).length;
  return (
    <>
      Files to start from {number > 0 && <span className="badge badge--active">{count(number, 'file')}</span>}
    </>
  );
}

function ListActions({ draft, dispatch }: Pick<Props, 'draft' | 'dispatch'>) {
  return (
    <div className="composer__row">
      <button
        type="button"
        id={ADD_BUTTON_ID}
        className="button"
        disabled={draft.prompts.length >= MAX_PROMPTS}
        onClick={() => dispatch({ type: 'prompt-added' })}
      >
        Add a prompt
      </button>
      <button type="button" className="button button--plain" onClick={() => dispatch({ type: 'cleared' })}>
        Clear all
      </button>
    </div>
  );
}

function FormError({ message }: { message: string | undefined }) {
  return (
    <div role="alert">
      {message !== undefined && <p className="note note--bad composer__error">{message}</p>}
    </div>
  );
}

function useSubmission({ draft, dispatch, onSubmitted }: Props) {
  const { mutate, isPending } = useSubmitBatch();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const form = event.currentTarget;
    const refuse = (refusal: Refusal) => {
      // At once, so that the notes are there when the focus moves to the first of them.
      flushSync(() => dispatch({ type: 'refused', ...refusal }));
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    };
    const result = toBatchBody(draft);
    if (result.kind === 'refused') {
      refuse(result.refusal);
      return;
    }
    mutate(result.body, {
      onSuccess: (batch) => {
        dispatch({ type: 'submitted' });
        onSubmitted(batch);
      },
      onError: (error) => {
        const problems = error instanceof ApiError ? error.problems : [];
        refuse({ problems, message: explain(error), sentIds: result.sentIds });
      },
    });
  };
  return { isSubmitting: isPending, submit };
}

function submitOnCtrlEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
}
