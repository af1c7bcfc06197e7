import './key-panel.css';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { apiKey } from '../api/api-key.js';
import { ApiError } from '../api/http.js';
import type { LinkState } from '../api/live-events.js';
import { useDevices } from '../api/queries.js';

/** Asks for an API key where the server wants one. */
export function KeyPanel({ link }: { link: LinkState }) {
  const { error } = useDevices(link);
  const client = useQueryClient();
  const id = useId();
  const [key, setKey] = useState('');
  if (!(error instanceof ApiError && error.status === 401)) return null;

  const wasRefused = apiKey.get() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apiKey.set(key.trim());
    void client.resetQueries();
  };
  return (
    <form className="panel key-panel" onSubmit={submit}>
      <label htmlFor={id}>This server asks for an API key</label>
      <div className="key-panel__row">
        <input
          id={id}
          className="field__input"
          type="password"
          autoComplete="off"
          required
          value={key}
          aria-invalid={wasRefused}
          aria-describedby={`${id}-note`}
          onChange={(event) => setKey(event.target.value)}
        />
        <button type="submit" className="button button--primary">
          Use this key
        </button>
      </div>
      <p className={wasRefused ? 'field__error' : 'field__hint'} id={`${id}-note`}>
        {wasRefused ? 'The server refused this key.' : 'It is kept until this tab is closed.'}
      </p>
    </form>
  );
}
