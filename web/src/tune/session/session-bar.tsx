import { useQuery } from '@tanstack/react-query';
import { keys } from '../../api/query-keys.js';
import { Button } from '../../ui/button.js';
import { Select } from '../../ui/select.js';
import { count } from '../../text/format.js';
import { useTuneDraft } from '../store/tune-store.js';
import { tuneApi } from './tune-api.js';

/** Which session is being worked on, the way to the others, and to a new one. */
export function SessionBar({ sessionId }: { sessionId: string | undefined }) {
  const [, dispatch] = useTuneDraft();
  const { data } = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => tuneApi.listSessions(signal),
  });
  const sessions = data?.items ?? [];
  const isListed = sessions.some(({ id }) => id === sessionId);
  if (sessions.length === 0 && sessionId === undefined) return null;
  const choices = [
    ...(sessionId === undefined || !isListed
      ? [{ value: sessionId ?? '', label: sessionId === undefined ? 'A new idea' : 'This session' }]
      : []),
    ...sessions
      .filter(({ revisions }) => revisions > 0)
      .map(({ id, title, revisions }) => ({ value: id, label: `${title} (${count(revisions, 'step')})` })),
  ];
  return (
    <div className="session-bar">
      <Select
        label="Session"
        choices={choices}
        value={sessionId ?? ''}
        onChange={(id) => {
          if (id !== '') dispatch({ type: 'session-opened', id });
        }}
      />
      {sessionId !== undefined && (
        <Button onPress={() => dispatch({ type: 'session-left' })}>New idea</Button>
      )}
    </div>
  );
}
