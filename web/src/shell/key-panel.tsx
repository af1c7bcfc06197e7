import './key-panel.css';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { apiKey } from '../api/api-key.js';
import { ApiError } from '../api/api-error.js';
import { useDevices } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/text-field.js';

/** Asks for an API key where the server wants one, or wants another one than it wanted before. */
export function KeyPanel() {
  const { error } = useDevices();
  const client = useQueryClient();
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
      <TextField
        className="key-panel__field"
        label="This server asks for an API key"
        type="password"
        isRequired
        value={key}
        onChange={setKey}
        error={wasRefused ? 'The server refused this key.' : undefined}
        hint="It is kept until this tab is closed."
      />
      <Button variant="primary" type="submit">
        Use this key
      </Button>
    </form>
  );
}
