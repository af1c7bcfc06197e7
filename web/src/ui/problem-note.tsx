import './problem-note.css';
import { ApiError } from '../api/api-error.js';
import { messageOf } from '../api/http.js';

/** Longer ones are folded: an engine's error may be a page of text. */
const LONGEST = 240;

/** What went wrong, beside the thing that it went wrong with. Nothing where there is no error. */
export function ProblemNote({ error, what }: { error: unknown; what?: string }) {
  if (error === null || error === undefined) return null;
  return (
    <div className="note note--bad problem" role="alert">
      <LongText text={what === undefined ? messageOf(error) : `${what}: ${messageOf(error)}`} />
      {adviceFor(error)}
    </div>
  );
}

/** Text that may be long, from people or programs: its beginning, and the rest on request. */
export function LongText({ text }: { text: string }) {
  if (text.length <= LONGEST) return <p>{text}</p>;
  return (
    <details className="long-text">
      <summary>{text.slice(0, LONGEST - 60).trimEnd()}…</summary>
      <pre className="long-text__all" tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}

function adviceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return '';
  const after = error.retryAfterSeconds;
  if (after !== undefined && after > 0) return ` Try again in ${after} s.`;
  if (error.status === 507) return ' Free some space on the server: delete old videos in the gallery.';
  return '';
}
