import './problem-note.css';
import { explain } from '../api/explain.js';

/** Longer ones are folded: an engine's error may be a page of text. */
const LONGEST = 240;

/** What went wrong, beside the thing that it went wrong with. Nothing where there is no error. */
export function ProblemNote({ error, what }: { error: unknown; what?: string }) {
  if (error === null || error === undefined) return null;
  return (
    <div className="note note--bad problem" role="alert">
      <LongText text={what === undefined ? explain(error) : `${what}: ${explain(error)}`} />
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
