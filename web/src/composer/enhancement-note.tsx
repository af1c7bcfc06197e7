import './enhancement-note.css';
import type { Dispatch } from 'react';
import type { DraftAction, Enhancement } from '../draft/draft.types.js';
import { markChanges, type Stretch } from '../text/mark-changes.js';

interface Props {
  id: string;
  number: number;
  enhancement: Enhancement;
  dispatch: Dispatch<DraftAction>;
}

/** The proposal for a prompt: every changed word is marked, and nothing changes before the user says so. */
export function EnhancementNote(props: Props) {
  return <div aria-live="polite">{content(props)}</div>;
}

function content({ id, number, enhancement, dispatch }: Props) {
  switch (enhancement.kind) {
    case 'none':
    case 'asking':
      return null;
    case 'failed':
      return <p className="note note--bad proposal">Could not enhance: {enhancement.message}</p>;
    case 'accepted':
      return (
        <p className="note proposal">
          The proposal is in the field.{' '}
          <button
            type="button"
            className="button button--plain"
            onClick={() => dispatch({ type: 'proposal-undone', id })}
          >
            Undo
          </button>
        </p>
      );
    case 'proposed':
      return (
        <Proposal
          number={number}
          original={enhancement.original}
          enhanced={enhancement.enhanced}
          onAccept={() => dispatch({ type: 'proposal-accepted', id })}
          onRefuse={() => dispatch({ type: 'proposal-refused', id })}
        />
      );
  }
}

interface ProposalProps {
  number: number;
  original: string;
  enhanced: string;
  onAccept: () => void;
  onRefuse: () => void;
}

function Proposal({ number, original, enhanced, onAccept, onRefuse }: ProposalProps) {
  if (original.trim() === enhanced.trim()) {
    return <p className="note proposal">There is nothing to add to this prompt.</p>;
  }
  return (
    <div className="note proposal" role="group" aria-label={`Proposal for prompt ${number}`}>
      <p className="proposal__text">
        {markChanges(original, enhanced).map((stretch, index) => (
          // The list is made anew for each proposal and never reordered.
          <Marked key={index} stretch={stretch} />
        ))}
      </p>
      <div className="proposal__actions">
        <button type="button" className="button button--primary" onClick={onAccept}>
          Use this
        </button>
        <button type="button" className="button" onClick={onRefuse}>
          Keep mine
        </button>
      </div>
    </div>
  );
}

function Marked({ stretch: { kind, text } }: { stretch: Stretch }) {
  switch (kind) {
    case 'same':
      return text;
    case 'added':
      return <ins className="proposal__added">{text}</ins>;
    case 'removed':
      return <del className="proposal__removed">{text}</del>;
  }
}
