import './prompt-row.css';
import { type ClipboardEvent, type Dispatch, useId } from 'react';
import { flushSync } from 'react-dom';
import type { Engine } from '../api/types.js';
import { explain } from '../api/explain.js';
import { portal } from '../api/portal.js';
import {
  type DraftAction,
  hasOwnSettings,
  type PromptDraft,
  type SettingsDraft,
} from '../draft/draft.types.js';
import { splitLines } from '../draft/split-lines.js';
import { Disclosure } from '../ui/disclosure.js';
import { focusAddButton } from './focus.js';
import { FilesField } from './files-field.js';
import { EnhancementNote } from './enhancement-note.js';
import { SettingsFields } from './settings-fields.js';

interface Props {
  prompt: PromptDraft;
  number: number;
  isOnly: boolean;
  /** Just added by the user, who wants to type in it. */
  isFresh: boolean;
  shared: SettingsDraft;
  engines: readonly Engine[];
  dispatch: Dispatch<DraftAction>;
}

export function PromptRow({ prompt, number, isOnly, isFresh, shared, engines, dispatch }: Props) {
  const fieldId = useId();
  const errorId = useId();
  const { id, text, errors } = prompt;
  const hasSettingError = Object.keys(errors).some((field) => field !== 'prompt');

  return (
    <li className="prompt" data-prompt={number}>
      <PromptHead prompt={prompt} number={number} isOnly={isOnly} fieldId={fieldId} dispatch={dispatch} />
      <textarea
        id={fieldId}
        className="field__input prompt__text"
        rows={2}
        autoFocus={isFresh}
        value={text}
        placeholder={number === 1 ? 'A red ball rolls across a wooden table, morning light' : undefined}
        aria-invalid={errors.prompt !== undefined}
        aria-describedby={errors.prompt === undefined ? undefined : errorId}
        onChange={(event) => dispatch({ type: 'prompt-typed', id, text: event.target.value })}
        onPaste={(event) => pasteLines(event, id, dispatch)}
      />
      {errors.prompt !== undefined && (
        <p className="field__error" id={errorId}>
          {errors.prompt}
        </p>
      )}
      <EnhancementNote id={id} number={number} enhancement={prompt.enhancement} dispatch={dispatch} />
      <Disclosure
        className="prompt__own"
        summary={<OwnSummary prompt={prompt} number={number} />}
        isDemanded={hasSettingError}
      >
        <SettingsFields
          values={prompt.own}
          fallback={shared}
          errors={errors}
          engines={engines}
          onChange={(field, typed) => dispatch({ type: 'own-setting-typed', id, field, text: typed })}
        />
        <FilesField
          files={prompt.files}
          errors={errors}
          scope={`prompt ${number}`}
          onChange={(role, file) => dispatch({ type: 'own-file-set', id, role, file })}
        />
      </Disclosure>
    </li>
  );
}

interface HeadProps extends Pick<Props, 'prompt' | 'number' | 'isOnly' | 'dispatch'> {
  fieldId: string;
}

function PromptHead({ prompt, number, isOnly, fieldId, dispatch }: HeadProps) {
  const isAsking = prompt.enhancement.kind === 'asking';
  return (
    <div className="prompt__head">
      <label htmlFor={fieldId}>Prompt {number}</label>
      <button
        type="button"
        className="button button--plain"
        disabled={prompt.text.trim() === '' || isAsking}
        onClick={() => void enhance(prompt, dispatch)}
      >
        {isAsking ? 'Enhancing…' : 'Enhance'}
        <span className="visually-hidden"> prompt {number}</span>
      </button>
      {!isOnly && (
        <button
          type="button"
          className="button button--icon"
          aria-label={`Remove prompt ${number}`}
          onClick={() => {
            // At once, since a disabled button (eight prompts) cannot take the focus.
            flushSync(() => dispatch({ type: 'prompt-removed', id: prompt.id }));
            focusAddButton();
          }}
        >
          <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  );
}

function OwnSummary({ prompt, number }: { prompt: PromptDraft; number: number }) {
  return (
    <>
      Own settings<span className="visually-hidden"> of prompt {number}</span>
      {hasOwnSettings(prompt) && <span className="badge badge--active prompt__set">set</span>}
    </>
  );
}

async function enhance({ id, text }: PromptDraft, dispatch: Dispatch<DraftAction>): Promise<void> {
  dispatch({ type: 'enhance-asked', id });
  try {
    const answer = await portal.enhance(text);
    dispatch({ type: 'enhance-answered', id, original: text, enhanced: answer.enhanced_prompt });
  } catch (error) {
    dispatch({ type: 'enhance-failed', id, original: text, message: explain(error) });
  }
}

function pasteLines(
  event: ClipboardEvent<HTMLTextAreaElement>,
  id: string,
  dispatch: Dispatch<DraftAction>,
): void {
  const pasted = event.clipboardData.getData('text/plain');
  if (splitLines(pasted).length < 2) return;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  dispatch({
    type: 'lines-pasted',
    id,
    before: value.slice(0, selectionStart),
    after: value.slice(selectionEnd),
    pasted,
  });
}
