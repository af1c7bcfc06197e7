import './render-panel.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/query-keys.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { Select } from '../../ui/select.js';
import { count } from '../../text/format.js';
import { SendButton } from '../prompt/send-button.js';
import { tuneApi } from '../session/tune-api.js';
import { usePromptFields } from '../session/use-session.js';
import type { Rendering, Revision } from '../tune.types.js';

/** The prompt as one model wants it. */
export function RenderPanel({ sessionId, head }: { sessionId: string; head: Revision }) {
  const fields = usePromptFields();
  const [dialect, setDialect] = useState('');
  const rendering = useQuery({
    queryKey: [...keys.session(sessionId), 'render', head.id, dialect],
    queryFn: ({ signal }) => tuneApi.render(sessionId, dialect, signal),
    enabled: dialect !== '',
    staleTime: Infinity,
  });
  const dialects = fields.data?.dialects ?? [];
  return (
    <div className="render">
      <Select
        className="render__choice"
        label="Model"
        choices={[
          { value: '', label: 'Choose one' },
          ...dialects.map((name) => ({ value: name, label: name })),
        ]}
        value={dialect}
        onChange={setDialect}
      />
      <ProblemNote error={fields.error ?? rendering.error} what="Could not write it" />
      {rendering.isLoading && <p className="quiet">Writing…</p>}
      {rendering.data !== undefined && <Rendered rendering={rendering.data} head={head} />}
    </div>
  );
}

function Rendered({ rendering, head }: { rendering: Rendering; head: Revision }) {
  const { text, negative_prompt: negative, words, warnings, dialect } = rendering;
  return (
    <>
      <pre className="render__text" dir="auto" tabIndex={0} aria-label={`The prompt for ${dialect}`}>
        {text}
      </pre>
      {negative !== null && (
        <p className="quiet" dir="auto">
          Must not be seen: {negative}
        </p>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="note">
          {warning}
        </p>
      ))}
      <div className="tune-actions">
        <CopyButton text={text} what={`the prompt for ${dialect}`} variant="primary" />
        <SendButton
          sessionId={undefined}
          prompts={[{ prompt: text, details: head.details }]}
          label="Send this text to Run"
          variant="default"
        />
        <span className="quiet">{count(words, 'word')}</span>
      </div>
    </>
  );
}
