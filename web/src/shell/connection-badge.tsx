import { useDevices } from '../api/queries.js';
import { useLink } from '../api/live.js';
import type { LinkState } from '../api/live-events.js';

/** Tells how fresh the page is: by the stream, by asking, or not at all. */
export function ConnectionBadge() {
  const link = useLink();
  const { isError, isPending, dataUpdatedAt } = useDevices();
  const { tone, text } = describeConnection(link, isPending, isError, dataUpdatedAt);
  return (
    <span className={`badge badge--${tone}`} role="status">
      <span className="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

function describeConnection(link: LinkState, isPending: boolean, isError: boolean, updatedAt: number) {
  if (isError) {
    const last = updatedAt === 0 ? '' : `, last heard ${new Date(updatedAt).toLocaleTimeString()}`;
    return { tone: 'bad', text: `No answer${last}` };
  }
  if (link === 'open') return { tone: 'ok', text: 'Live' };
  if (isPending || link === 'connecting') return { tone: 'active', text: 'Connecting' };
  return { tone: 'warn', text: 'Asking every 2 s' };
}
